# What every target shares: warnings, sanitizers, ccache, the linker, third-party libraries.

find_program(CCACHE ccache)
if(CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
    # ccache sees through precompiled headers only when told to.
    set(ENV{CCACHE_SLOPPINESS} pch_defines,time_macros)
endif()
find_program(MOLD mold)
if(MOLD)
    add_link_options(-fuse-ld=mold)
endif()

add_library(leveret_settings INTERFACE)
target_include_directories(leveret_settings INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(leveret_settings INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Werror
    # Designated initializers leave members at their defaults on purpose.
    -Wno-missing-field-initializers)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC 12 sees overlaps in joined std::strings that are not there.
    target_compile_options(leveret_settings INTERFACE -Wno-restrict)
    if(LEVERET_SANITIZE)
        # Nor does it understand variants that it has instrumented; and Asio's fences, which it warns
        # of under TSan, guard nothing that is used here by more than one thread.
        target_compile_options(leveret_settings INTERFACE -Wno-maybe-uninitialized -Wno-tsan)
    endif()
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # ccache and precompiled headers go together only with this; see ccache's manual.
    target_compile_options(leveret_settings INTERFACE -fpch-preprocess)
endif()
target_compile_definitions(leveret_settings INTERFACE LEVERET_VERSION="${PROJECT_VERSION}")

if(LEVERET_SANITIZE)
    add_compile_options(-fsanitize=${LEVERET_SANITIZE} -fno-omit-frame-pointer -g1)
    add_link_options(-fsanitize=${LEVERET_SANITIZE})
    if(LEVERET_SANITIZE MATCHES "undefined")
        add_compile_options(-fno-sanitize-recover=undefined)
    endif()
elseif(LEVERET_STATIC)
    add_link_options(-static-libstdc++ -static-libgcc)
endif()

set(Boost_USE_STATIC_LIBS ${LEVERET_STATIC})
find_package(Boost 1.81 REQUIRED COMPONENTS json url program_options)

# Debian ships spdlog and fmt as shared libraries only; used as headers they need neither.
add_library(leveret_spdlog INTERFACE)
target_compile_definitions(leveret_spdlog INTERFACE SPDLOG_FMT_EXTERNAL FMT_HEADER_ONLY)

if(LEVERET_STATIC)
    find_library(SQLITE_LIBRARY NAMES libsqlite3.a REQUIRED)
else()
    find_library(SQLITE_LIBRARY NAMES sqlite3 REQUIRED)
endif()
add_library(leveret_sqlite INTERFACE)
target_link_libraries(leveret_sqlite INTERFACE ${SQLITE_LIBRARY} Threads::Threads ${CMAKE_DL_LIBS} m)
