#include "broker/core/access/user.hpp"

#include <algorithm>
#include <utility>

namespace leveret::broker {

namespace {

/// Takes the same time wherever the two differ.
bool same_secret(std::string_view left, std::string_view right) {
    unsigned difference = left.size() == right.size() ? 0 : 1;
    for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i) {
        difference |= static_cast<unsigned>(static_cast<unsigned char>(left[i]) ^
                                            static_cast<unsigned char>(right[i]));
    }
    return difference == 0;
}

}  // namespace

void Users::add(std::string name, std::string password, bool loopback_only) {
    users_[std::move(name)] = {std::move(password), loopback_only};
}

std::optional<std::string> Users::login_fault(std::string_view name, std::string_view password,
                                              bool from_loopback) const {
    const std::string quoted = "user '" + std::string(name) + "'";
    const auto user = users_.find(name);
    if (user == users_.end() || password.empty() || !same_secret(user->second.password, password)) {
        return quoted + " - invalid credentials";
    }
    if (user->second.loopback_only && !from_loopback) {
        return quoted + " can only connect via localhost";
    }
    return std::nullopt;
}

}  // namespace leveret::broker
