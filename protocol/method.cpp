#include "protocol/method.hpp"

#include <optional>
#include <utility>

#include "protocol/erlang_term.hpp"

namespace leveret::protocol {

namespace {

/// Calls `visit` with each alternative of Method until one call returns true.
template <class Visit>
bool any_method(Visit visit) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
        return (visit.template operator()<std::variant_alternative_t<I, Method>>() || ...);
    }
    (std::make_index_sequence<std::variant_size_v<Method>>{});
}

}  // namespace

Error arguments_error(const Reader& reader, MethodId id, Bytes arguments) {
    if (reader.bad_utf8()) return {ReplyCode::frame_error, "Malformed UTF-8 in shortstr", id};
    // As many octets as can show in a close; printed, each takes two characters at least.
    return {ReplyCode::frame_error, "cannot decode " + erlang_octets(arguments.substr(0, 128)), id};
}

Result<Method> decode_method(MethodId id, Bytes arguments) {
    std::optional<Result<Method>> decoded;
    any_method([&]<class M>() {
        if (M::id != id) return false;
        auto method = decode<M>(arguments);
        if (method) {
            decoded.emplace(std::move(*method));
        } else {
            decoded.emplace(method.error());
        }
        return true;
    });
    if (decoded) return *std::move(decoded);
    return Error{
        ReplyCode::command_invalid,
        "unknown method " + std::to_string(id.class_id) + "." + std::to_string(id.method_id), id};
}

MethodId id_of(const Method& method) {
    return std::visit([](const auto& m) { return m.id; }, method);
}

std::string_view method_name(MethodId id) {
    std::string_view name;
    any_method([&]<class M>() {
        if (M::id != id) return false;
        name = M::name;
        return true;
    });
    return name;
}

}  // namespace leveret::protocol
