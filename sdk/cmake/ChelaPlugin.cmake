# ChelaPlugin.cmake - builds a capability plugin.
#
#   chela_add_plugin(NAME notes SOURCES notes.c [LIBRARIES PkgConfig::SQLITE] [ASSETS assets]
#                    [DIRECTORY dir])
#
# DIRECTORY (default: the current source folder) holds manifest.json. The target NAME writes
# NAME.chela.h with `chela bind`, compiles the sources and leaves what `chela pack` takes in
# <build>/package: manifest.json, lib/<triplet>/plugin.so and assets/. The static library NAME-code
# has the same code for unit tests. The target NAME-package packs it to
# CHELA_PACKAGES_DIR/NAME.chela and signs it with the keys in CHELA_SIGN_KEYS (FILE or FILE:store).
#
# A plugin runs in a worker that is closed to a sanitizer's runtime: it is never instrumented.
include_guard(GLOBAL)
include(GNUInstallDirs)

set(CHELA_SDK_DIR ${CMAKE_CURRENT_LIST_DIR}/..)
set(CHELA_PACKAGES_DIR ${CMAKE_BINARY_DIR}/packages CACHE PATH "Where packages are written")
set(CHELA_SIGN_KEYS "" CACHE STRING "Secret keys that sign packages, separated by semicolons")

if(TARGET chela)
    set(CHELA_TOOL $<TARGET_FILE:chela>)
    set(CHELA_TOOL_TARGET chela)
else()
    find_program(CHELA chela REQUIRED)
    set(CHELA_TOOL ${CHELA})
    set(CHELA_TOOL_TARGET)
endif()
if(NOT TARGET chela_sdk)
    find_package(PkgConfig REQUIRED)
    add_subdirectory(${CHELA_SDK_DIR} ${CMAKE_BINARY_DIR}/chela-sdk EXCLUDE_FROM_ALL)
endif()

set(CHELA_PLUGIN_WARNINGS -Wall -Wextra -Wshadow -Wvla)
set(CHELA_PLUGIN_OPTIONS -fPIC -fvisibility=hidden -fstack-protector-strong -fno-common
    $<$<COMPILE_LANGUAGE:CXX>:-fvisibility-inlines-hidden>
    $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fno-gnu-unique>
    $<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes -Wmissing-prototypes>)

# The multiarch triplet of the compiler, as in a package's lib/<triplet>/.
function(chela_triplet result)
    set(triplet ${CMAKE_C_LIBRARY_ARCHITECTURE})
    if(NOT triplet)
        set(triplet ${CMAKE_SYSTEM_PROCESSOR}-linux-gnu)
    endif()
    set(${result} ${triplet} PARENT_SCOPE)
endfunction()

function(chela_add_plugin)
    cmake_parse_arguments(ARG "" "NAME;ASSETS;DIRECTORY" "SOURCES;LIBRARIES" ${ARGN})
    if(NOT ARG_NAME OR NOT ARG_SOURCES)
        message(FATAL_ERROR "chela_add_plugin: NAME and SOURCES are needed")
    endif()
    if(NOT ARG_DIRECTORY)
        set(ARG_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
    endif()
    set(manifest ${ARG_DIRECTORY}/manifest.json)
    set(header ${CMAKE_CURRENT_BINARY_DIR}/${ARG_NAME}.chela.h)
    set(stage ${CMAKE_CURRENT_BINARY_DIR}/package)
    chela_triplet(triplet)

    add_custom_command(OUTPUT ${header}
        COMMAND ${CHELA_TOOL} bind ${manifest} --output ${header}
        DEPENDS ${manifest} ${CHELA_TOOL_TARGET} COMMENT "chela bind ${ARG_NAME}" VERBATIM)

    # Everything but the last link, so that unit tests can call the handlers.
    add_library(${ARG_NAME}-code STATIC ${ARG_SOURCES} ${header})
    set_target_properties(${ARG_NAME}-code PROPERTIES C_STANDARD 11 C_EXTENSIONS OFF
        CXX_STANDARD 17 CXX_EXTENSIONS OFF POSITION_INDEPENDENT_CODE ON)
    target_include_directories(${ARG_NAME}-code PUBLIC ${CMAKE_CURRENT_BINARY_DIR}
        ${ARG_DIRECTORY})
    target_compile_options(${ARG_NAME}-code PRIVATE ${CHELA_PLUGIN_WARNINGS}
        ${CHELA_PLUGIN_OPTIONS})
    target_compile_definitions(${ARG_NAME}-code PRIVATE _GNU_SOURCE
        $<$<CONFIG:Release,RelWithDebInfo,MinSizeRel>:_FORTIFY_SOURCE=2>)
    target_link_libraries(${ARG_NAME}-code PUBLIC chela_sdk ${ARG_LIBRARIES})

    # The plugin: the same objects and one exported symbol.
    add_library(${ARG_NAME} MODULE $<TARGET_OBJECTS:${ARG_NAME}-code>)
    set_target_properties(${ARG_NAME} PROPERTIES PREFIX "" OUTPUT_NAME plugin SUFFIX .so
        LIBRARY_OUTPUT_DIRECTORY ${stage}/lib/${triplet} SKIP_BUILD_RPATH ON
        LINK_DEPENDS ${CHELA_SDK_DIR}/cmake/plugin.map)
    target_link_libraries(${ARG_NAME} PRIVATE chela_sdk ${ARG_LIBRARIES})
    target_link_options(${ARG_NAME} PRIVATE
        LINKER:--version-script=${CHELA_SDK_DIR}/cmake/plugin.map LINKER:--no-undefined
        LINKER:--as-needed LINKER:-z,noexecstack LINKER:-z,relro LINKER:-z,now)
    add_custom_command(TARGET ${ARG_NAME} POST_BUILD
        COMMAND ${CMAKE_COMMAND} -E copy ${manifest} ${stage}/manifest.json VERBATIM)
    if(ARG_ASSETS)
        add_custom_command(TARGET ${ARG_NAME} POST_BUILD
            COMMAND ${CMAKE_COMMAND} -E copy_directory ${ARG_DIRECTORY}/${ARG_ASSETS}
            ${stage}/assets VERBATIM)
    endif()
    chela_add_package(${ARG_NAME} ${stage})
endfunction()

# NAME-package: packs `stage` and signs it with every key; a key is FILE or FILE:store, whose role is
# the store's.
function(chela_add_package name stage)
    set(package ${CHELA_PACKAGES_DIR}/${name}.chela)
    set(sign)
    foreach(key ${CHELA_SIGN_KEYS})
        string(REGEX REPLACE ":store$" "" file ${key})
        if(file STREQUAL key)
            set(role publisher)
        else()
            set(role store)
        endif()
        list(APPEND sign COMMAND ${CHELA_TOOL} sign ${package} --key ${file} --role ${role})
        list(APPEND files ${file})
    endforeach()
    chela_triplet(triplet)
    add_custom_command(OUTPUT ${package}
        COMMAND ${CMAKE_COMMAND} -E make_directory ${CHELA_PACKAGES_DIR}
        COMMAND ${CHELA_TOOL} pack ${stage} --out ${package}
        ${sign}
        DEPENDS ${name} ${stage}/lib/${triplet}/plugin.so ${files}
        COMMENT "chela pack ${name}" VERBATIM)
    add_custom_target(${name}-package DEPENDS ${package})
    set_property(GLOBAL APPEND PROPERTY CHELA_PACKAGES ${package})
endfunction()
