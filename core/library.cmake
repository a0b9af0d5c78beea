# libchela.so: what host agents link; and everything that is installed.
add_library(libchela SHARED libchela.c)
target_link_libraries(libchela PRIVATE chela_core chela_flags)
target_link_options(libchela PRIVATE
    LINKER:--version-script=${CMAKE_CURRENT_SOURCE_DIR}/libchela.map LINKER:--no-undefined
    LINKER:--as-needed LINKER:--gc-sections)
set_target_properties(libchela PROPERTIES OUTPUT_NAME chela VERSION ${PROJECT_VERSION}
    SOVERSION ${PROJECT_VERSION_MAJOR} LINK_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/libchela.map)

install(TARGETS libchela LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS chela RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS chela-worker chela-program RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/chela)
install(DIRECTORY include/chela ${PROJECT_SOURCE_DIR}/sdk/include/chela
    DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h")
# The SDK as one folder: what `chela new` copies from and ChelaPlugin.cmake builds with.
install(DIRECTORY ${PROJECT_SOURCE_DIR}/sdk/
    DESTINATION ${CMAKE_INSTALL_DATADIR}/chela/sdk)
install(TARGETS chela_sdk ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
# An OEM's image in small, made by the build: secret keys stay out.
install(DIRECTORY ${PROJECT_BINARY_DIR}/image DESTINATION ${CMAKE_INSTALL_DATADIR}/chela OPTIONAL
    PATTERN "*.key" EXCLUDE)

# The tree may be moved: the files find their prefix from where they lie.
file(RELATIVE_PATH CHELA_PC_UP /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
foreach(package chela chela-sdk)
    configure_file(${PROJECT_SOURCE_DIR}/pkgconfig/${package}.pc.in
        ${PROJECT_BINARY_DIR}/pkgconfig/${package}.pc @ONLY)
    install(FILES ${PROJECT_BINARY_DIR}/pkgconfig/${package}.pc
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endforeach()
