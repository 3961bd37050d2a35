#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace leveret::broker {

/// Who may log in.
class Users {
  public:
    void add(std::string name, std::string password, bool loopback_only);
    /// Why this login is refused, for the log; nothing when it is right.  B037, B038, B344
    std::optional<std::string> login_fault(std::string_view name, std::string_view password,
                                           bool from_loopback) const;

  private:
    struct User {
        std::string password;
        bool loopback_only = false;
    };
    std::map<std::string, User, std::less<>> users_;
};

}  // namespace leveret::broker
