// What libFuzzer calls; LEVERET_FUZZ_TARGET is one of the functions of targets.hpp.
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/targets.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    leveret::fuzz::LEVERET_FUZZ_TARGET({reinterpret_cast<const char*>(data), size});
    return 0;
}
