#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "protocol/bytes.hpp"
#include "protocol/content.hpp"
#include "protocol/result.hpp"
#include "protocol/table.hpp"

namespace leveret::protocol {

/// The properties of basic content.                                   @spec 1.8, 4.2.6.1
struct Properties {
    std::optional<std::string> content_type;
    std::optional<std::string> content_encoding;
    std::optional<Table> headers;
    std::optional<std::uint8_t> delivery_mode;  // 1 transient, 2 persistent
    std::optional<std::uint8_t> priority;
    std::optional<std::string> correlation_id;
    std::optional<std::string> reply_to;
    std::optional<std::string> expiration;  // milliseconds, in decimal digits
    std::optional<std::string> message_id;
    std::optional<std::uint64_t> timestamp;  // seconds since 1970
    std::optional<std::string> type;
    std::optional<std::string> user_id;
    std::optional<std::string> app_id;
    std::optional<std::string> cluster_id;

    /// Reads the property flags and the list behind them.
    /// @error syntax_error (502): the list is malformed
    static Result<Properties> decode(Bytes flags_and_list);
    /// The property flags and the list, as on the wire.
    Buffer encode() const;
    friend bool operator==(const Properties&, const Properties&) = default;
};

/// The bit of the property flags that says the property is there.      @spec 4.2.6.1
enum class Property : std::uint16_t {
    content_type = 1 << 15,
    content_encoding = 1 << 14,
    headers = 1 << 13,
    delivery_mode = 1 << 12,
    priority = 1 << 11,
    correlation_id = 1 << 10,
    reply_to = 1 << 9,
    expiration = 1 << 8,
    message_id = 1 << 7,
    timestamp = 1 << 6,
    type = 1 << 5,
    user_id = 1 << 4,
    app_id = 1 << 3,
    cluster_id = 1 << 2,
};

/// The same properties read in place, checked to the last nested table, with nothing allocated.
struct PropertiesView {
    std::uint16_t flags = 0;
    Bytes content_type, content_encoding;
    Bytes headers;  // the table's entries, encoded; see decode_table
    std::uint8_t delivery_mode = 0;
    std::uint8_t priority = 0;
    Bytes correlation_id, reply_to, expiration, message_id;
    std::uint64_t timestamp = 0;
    Bytes type, user_id, app_id, cluster_id;

    bool has(Property property) const { return (flags & static_cast<unsigned>(property)) != 0; }
};

/// Reads the property flags and the list behind them in place.
/// @error syntax_error (502): the list is malformed
Result<PropertiesView> view_properties(Bytes flags_and_list);

/// What the broker must know of them.                                  B214
Essentials essentials(const PropertiesView& properties);

/// The entries of a table, without their length, as PropertiesView::headers has them.
/// @error syntax_error (502): they are malformed
Result<Table> decode_table(Bytes entries);
/// The entries of a table, without their length.
Buffer encode_table(const Table& table);

/// A content header frame's payload: class, weight, body size, and these encoded properties.
Buffer content_header(Bytes flags_and_list, std::uint64_t body_octets);

}  // namespace leveret::protocol
