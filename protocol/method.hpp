#pragma once

#include <string_view>
#include <variant>

#include "protocol/methods/access.hpp"
#include "protocol/methods/basic.hpp"
#include "protocol/methods/channel.hpp"
#include "protocol/methods/confirm.hpp"
#include "protocol/methods/connection.hpp"
#include "protocol/methods/exchange.hpp"
#include "protocol/methods/queue.hpp"
#include "protocol/methods/tx.hpp"
#include "protocol/reader.hpp"
#include "protocol/result.hpp"

namespace leveret::protocol {

/// Any method that there is, for whatever is rare enough to be decoded whole.
using Method = std::variant<
    ConnectionStart, ConnectionStartOk, ConnectionSecure, ConnectionSecureOk, ConnectionTune,
    ConnectionTuneOk, ConnectionOpen, ConnectionOpenOk, ConnectionClose, ConnectionCloseOk,
    ConnectionBlocked, ConnectionUnblocked, ConnectionUpdateSecret, ConnectionUpdateSecretOk,
    ChannelOpen, ChannelOpenOk, ChannelFlow, ChannelFlowOk, ChannelClose, ChannelCloseOk,
    AccessRequest, AccessRequestOk, ExchangeDeclare, ExchangeDeclareOk, ExchangeDelete,
    ExchangeDeleteOk, ExchangeBind, ExchangeBindOk, ExchangeUnbind, ExchangeUnbindOk, QueueDeclare,
    QueueDeclareOk, QueueBind, QueueBindOk, QueuePurge, QueuePurgeOk, QueueDelete, QueueDeleteOk,
    QueueUnbind, QueueUnbindOk, BasicQos, BasicQosOk, BasicConsume, BasicConsumeOk, BasicCancel,
    BasicCancelOk, BasicPublish, BasicReturn, BasicDeliver, BasicGet, BasicGetOk, BasicGetEmpty,
    BasicAck, BasicReject, BasicRecoverAsync, BasicRecover, BasicRecoverOk, BasicNack,
    ConfirmSelect, ConfirmSelectOk, TxSelect, TxSelectOk, TxCommit, TxCommitOk, TxRollback,
    TxRollbackOk>;

/// Why `reader` is not done with the arguments of this method, in RabbitMQ's words.  B073, B078
Error arguments_error(const Reader& reader, MethodId id, Bytes arguments);

/// One method's arguments. Allocates nothing for methods without strings and tables.
/// @error frame_error (501): the arguments end early, octets are left over (B073), or a short
/// string is no UTF-8 (B078)
template <class M>
Result<M> decode(Bytes arguments) {
    M method;
    Reader reader{arguments};
    M::fields(reader, method);
    if (!reader.done()) [[unlikely]]
        return arguments_error(reader, M::id, arguments);
    return method;
}

/// Any method's arguments.
/// @error command_invalid (503): there is no such method (B073)
/// @error as of decode()
Result<Method> decode_method(MethodId id, Bytes arguments);

/// The id of whichever method it is.
MethodId id_of(const Method& method);

/// `queue.declare`; empty if there is no such method.
std::string_view method_name(MethodId id);

/// Whether a content header and a body follow the method.             @spec 4.2.6
constexpr bool carries_content(MethodId id) {
    return id == BasicPublish::id || id == BasicDeliver::id || id == BasicGetOk::id ||
           id == BasicReturn::id;
}

}  // namespace leveret::protocol
