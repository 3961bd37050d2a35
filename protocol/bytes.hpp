#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace leveret::protocol {

/// A view of octets that somebody else owns.
using Bytes = std::string_view;
/// Octets that we own.
using Buffer = std::string;

/// Reads an unsigned integer, most significant octet first, from `at`.
template <class Integer>
Integer load_big(const char* at) {
    Integer value;
    std::memcpy(&value, at, sizeof value);
    if constexpr (sizeof value == 1) return value;
    if constexpr (sizeof value == 2) return static_cast<Integer>(__builtin_bswap16(value));
    if constexpr (sizeof value == 4) return static_cast<Integer>(__builtin_bswap32(value));
    if constexpr (sizeof value == 8) return static_cast<Integer>(__builtin_bswap64(value));
}

/// Writes an unsigned integer to `at`, most significant octet first.
template <class Integer>
void store_big(char* at, Integer value) {
    if constexpr (sizeof value == 2) value = static_cast<Integer>(__builtin_bswap16(value));
    if constexpr (sizeof value == 4) value = static_cast<Integer>(__builtin_bswap32(value));
    if constexpr (sizeof value == 8) value = static_cast<Integer>(__builtin_bswap64(value));
    std::memcpy(at, &value, sizeof value);
}

static_assert(std::endian::native == std::endian::little, "load_big and store_big swap octets");

}  // namespace leveret::protocol
