#include "broker/core/channel/channel.hpp"
#include "broker/core/channel/reply.hpp"

namespace leveret::broker {

/// A second one is harmless: numbering goes on.                        B216
Channel::Status Channel::on(const protocol::ConfirmSelect& method) {
    if (!confirms_) confirms_.emplace();
    if (!method.no_wait) reply(protocol::ConfirmSelectOk{});
    return {};
}

/// Old clients ask; everybody gets ticket 1.                           B089
Channel::Status Channel::on(const protocol::AccessRequest&) {
    reply(protocol::AccessRequestOk{.ticket = 1});
    return {};
}

}  // namespace leveret::broker
