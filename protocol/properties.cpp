#include "protocol/properties.hpp"

#include "protocol/constants.hpp"
#include "protocol/reader.hpp"
#include "protocol/writer.hpp"

namespace leveret::protocol {

namespace {

Error malformed() {
    return {ReplyCode::syntax_error, "malformed content properties", {}};
}

/// Calls `visit` with each property's flag and member, in the order of the wire.
template <class Visit>
void each_property(const Properties& p, Visit visit) {
    visit(Property::content_type, p.content_type);
    visit(Property::content_encoding, p.content_encoding);
    visit(Property::headers, p.headers);
    visit(Property::delivery_mode, p.delivery_mode);
    visit(Property::priority, p.priority);
    visit(Property::correlation_id, p.correlation_id);
    visit(Property::reply_to, p.reply_to);
    visit(Property::expiration, p.expiration);
    visit(Property::message_id, p.message_id);
    visit(Property::timestamp, p.timestamp);
    visit(Property::type, p.type);
    visit(Property::user_id, p.user_id);
    visit(Property::app_id, p.app_id);
    visit(Property::cluster_id, p.cluster_id);
}

constexpr std::uint16_t continuation_flag = 1;

/// Reads the flag words: the first one names the properties of basic, further ones may name none.
std::uint16_t read_flags(Reader& reader, bool& unknown_property) {
    const std::uint16_t flags = reader.short_();
    std::uint16_t word = flags;
    while ((word & continuation_flag) != 0) {
        word = reader.short_();
        if ((word & ~continuation_flag) != 0) unknown_property = true;
    }
    return flags;
}

struct WriteProperty {
    Writer& to;
    void operator()(Property, const std::optional<std::string>& value) const {
        if (value) to.shortstr(*value);
    }
    void operator()(Property, const std::optional<Table>& value) const {
        if (value) to.table(*value);
    }
    void operator()(Property, const std::optional<std::uint8_t>& value) const {
        if (value) to.octet(*value);
    }
    void operator()(Property, const std::optional<std::uint64_t>& value) const {
        if (value) to.longlong(*value);
    }
};

}  // namespace

Result<PropertiesView> view_properties(Bytes flags_and_list) {
    PropertiesView view;
    Reader reader{flags_and_list};
    bool unknown_property = false;
    view.flags = read_flags(reader, unknown_property);
    // Written out rather than visited: every publish comes through here.
    const auto text = [&](Property property, Bytes& value) {
        if (view.has(property)) value = reader.short_octets();
    };
    text(Property::content_type, view.content_type);
    text(Property::content_encoding, view.content_encoding);
    if (view.has(Property::headers)) view.headers = reader.table_octets();
    if (view.has(Property::delivery_mode)) view.delivery_mode = reader.octet();
    if (view.has(Property::priority)) view.priority = reader.octet();
    text(Property::correlation_id, view.correlation_id);
    text(Property::reply_to, view.reply_to);
    text(Property::expiration, view.expiration);
    text(Property::message_id, view.message_id);
    if (view.has(Property::timestamp)) view.timestamp = reader.longlong();
    text(Property::type, view.type);
    text(Property::user_id, view.user_id);
    text(Property::app_id, view.app_id);
    text(Property::cluster_id, view.cluster_id);
    if (!reader.done() || unknown_property) [[unlikely]]
        return malformed();
    return view;
}

Result<Properties> Properties::decode(Bytes flags_and_list) {
    const auto view = view_properties(flags_and_list);
    if (!view) return view.error();
    Properties properties;
    const auto copy = [&](Property property, auto& to, const auto& from) {
        if (view->has(property)) to.emplace(from);
    };
    copy(Property::content_type, properties.content_type, view->content_type);
    copy(Property::content_encoding, properties.content_encoding, view->content_encoding);
    if (view->has(Property::headers)) properties.headers = decode_table(view->headers).value();
    copy(Property::delivery_mode, properties.delivery_mode, view->delivery_mode);
    copy(Property::priority, properties.priority, view->priority);
    copy(Property::correlation_id, properties.correlation_id, view->correlation_id);
    copy(Property::reply_to, properties.reply_to, view->reply_to);
    copy(Property::expiration, properties.expiration, view->expiration);
    copy(Property::message_id, properties.message_id, view->message_id);
    copy(Property::timestamp, properties.timestamp, view->timestamp);
    copy(Property::type, properties.type, view->type);
    copy(Property::user_id, properties.user_id, view->user_id);
    copy(Property::app_id, properties.app_id, view->app_id);
    copy(Property::cluster_id, properties.cluster_id, view->cluster_id);
    return properties;
}

Buffer Properties::encode() const {
    unsigned flags = 0;
    each_property(*this, [&](Property property, const auto& value) {
        if (value) flags |= static_cast<unsigned>(property);
    });
    Buffer octets;
    Writer writer{octets};
    writer.short_(static_cast<std::uint16_t>(flags));
    each_property(*this, WriteProperty{writer});
    return octets;
}

Essentials essentials(const PropertiesView& properties) {
    return {.persistent = properties.delivery_mode == 2,
            .has_headers = properties.has(Property::headers),
            .has_expiration = properties.has(Property::expiration),
            .has_user_id = properties.has(Property::user_id),
            .has_reply_to = properties.has(Property::reply_to),
            .priority = properties.priority};
}

Result<Table> decode_table(Bytes entries) {
    Reader reader{entries};
    Table table = reader.entries();
    if (!reader.done()) return Error{ReplyCode::syntax_error, "malformed table", {}};
    return table;
}

Buffer encode_table(const Table& table) {
    Buffer octets;
    Writer{octets}.entries(table);
    return octets;
}

Buffer content_header(Bytes flags_and_list, std::uint64_t body_octets) {
    Buffer octets;
    Writer writer{octets};
    writer.short_(basic_class);
    writer.short_(0);  // weight
    writer.longlong(body_octets);
    writer.raw(flags_and_list);
    return octets;
}

}  // namespace leveret::protocol
