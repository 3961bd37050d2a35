#pragma once

#include <algorithm>
#include <cstdint>
#include <string>

#include "protocol/bytes.hpp"
#include "protocol/table.hpp"

namespace leveret::protocol {

/// Fields out of octets. Past the end it yields zeros and remembers that, so that one check of
/// done() after the last field is enough. Never throws, whatever the octets.  @spec 4.2.5
class Reader {
  public:
    /// Tables and arrays may lie this deep in one another; deeper ones are malformed.
    static constexpr int max_depth = 32;

    explicit Reader(Bytes octets) : rest_(octets) {}

    /// Whether all octets were taken and nothing was wrong with them.
    bool done() const { return flaw_ == Flaw::none && rest_.empty(); }
    bool failed() const { return flaw_ != Flaw::none; }
    /// Whether a short string that names something was no UTF-8.      B078
    bool bad_utf8() const { return flaw_ == Flaw::utf8; }
    Bytes rest() const { return rest_; }

    std::uint8_t octet() { return integer<std::uint8_t>(); }
    std::uint16_t short_() { return integer<std::uint16_t>(); }
    std::uint32_t long_() { return integer<std::uint32_t>(); }
    std::uint64_t longlong() { return integer<std::uint64_t>(); }
    /// A short string whatever its octets are.
    Bytes short_octets() { return take(octet()); }
    /// A short string that must be UTF-8, as all of a method's must.  B078
    Bytes shortstr();
    Bytes longstr() { return take(long_()); }
    /// The entries of a table, checked but still encoded, without their length.
    Bytes table_octets();
    Table table();
    /// All that is left, as the entries of a table without their length.
    Table entries();

    // What a method's `fields` calls: each fills the member given.
    void octet(std::uint8_t& value) { value = octet(); }
    void short_(std::uint16_t& value) { value = short_(); }
    void long_(std::uint32_t& value) { value = long_(); }
    void longlong(std::uint64_t& value) { value = longlong(); }
    void shortstr(auto& value) { value = shortstr(); }
    void longstr(auto& value) { value = longstr(); }
    void table(Table& value) { value = table(); }
    /// Up to eight bits in one octet, the first in its lowest bit.
    void bits(auto&... flags) {
        static_assert(sizeof...(flags) <= 8);
        unsigned octet_of_bits = octet();
        ((flags = (octet_of_bits & 1U) != 0, octet_of_bits >>= 1), ...);
    }
    void reserved_short() { short_(); }
    void reserved_bit() { octet(); }
    void reserved_shortstr() { short_octets(); }
    void reserved_longstr() { longstr(); }

  private:
    enum class Flaw : std::uint8_t { none, malformed, utf8 };

    Bytes take(std::size_t octets) {
        if (rest_.size() < octets) [[unlikely]] {
            fail(Flaw::malformed);
            return {};
        }
        const Bytes taken = rest_.substr(0, octets);
        rest_.remove_prefix(octets);
        return taken;
    }
    template <class Integer>
    Integer integer() {
        const Bytes octets = take(sizeof(Integer));
        return octets.empty() ? Integer{0} : load_big<Integer>(octets.data());
    }
    void fail(Flaw flaw) {
        if (flaw_ == Flaw::none) flaw_ = flaw;
        rest_ = {};
    }
    Table entries(Bytes octets, int depth);
    Array elements(Bytes octets, int depth);
    FieldValue value(int depth);
    void check_entries(Bytes octets, int depth);
    void check_elements(Bytes octets, int depth);
    void check_value(int depth);

    Bytes rest_;
    Flaw flaw_ = Flaw::none;
};

/// Whether the octets are well-formed UTF-8.
bool is_utf8(Bytes octets);

}  // namespace leveret::protocol
