# toolchain.cmake - cross build for aarch64 over the packages that sysroot.sh has fetched; its programs
# run under qemu-user. -DCHELA_SYSROOT=DIR says where they are.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES CHELA_SYSROOT)
set(CMAKE_SYSROOT ${CHELA_SYSROOT})
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64 -L ${CHELA_SYSROOT})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(ENV{PKG_CONFIG_SYSROOT_DIR} ${CHELA_SYSROOT})
set(ENV{PKG_CONFIG_LIBDIR} ${CHELA_SYSROOT}/usr/lib/aarch64-linux-gnu/pkgconfig)
