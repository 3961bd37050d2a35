#include "broker/core/access/user.hpp"

#include <gtest/gtest.h>

namespace leveret::broker {
namespace {

class UsersTest : public testing::Test {
  protected:
    UsersTest() {
        users.add("guest", "secret", true);
        users.add("app", "other", false);
        users.add("locked", "", false);
    }
    Users users;
};

TEST_F(UsersTest, LogInWithTheirPassword) {
    EXPECT_EQ(users.login_fault("app", "other", false), std::nullopt);
    EXPECT_EQ(users.login_fault("guest", "secret", true), std::nullopt);
}

TEST_F(UsersTest, AreRefusedWithAnother) {
    EXPECT_EQ(users.login_fault("app", "othe", false), "user 'app' - invalid credentials");
    EXPECT_EQ(users.login_fault("app", "other2", false), "user 'app' - invalid credentials");
    EXPECT_EQ(users.login_fault("app", "0ther", false), "user 'app' - invalid credentials");
}

TEST_F(UsersTest, MustBeKnown) {
    EXPECT_EQ(users.login_fault("nobody", "secret", true), "user 'nobody' - invalid credentials");
}

TEST_F(UsersTest, NeverLogInWithAnEmptyPassword) {
    EXPECT_EQ(users.login_fault("locked", "", false), "user 'locked' - invalid credentials");
}

TEST_F(UsersTest, MayBeTiedToThisMachine) {
    EXPECT_EQ(users.login_fault("guest", "secret", false),
              "user 'guest' can only connect via localhost");
}

TEST_F(UsersTest, AreToldOfTheirPasswordBeforeTheirMachine) {
    EXPECT_EQ(users.login_fault("guest", "wrong", false), "user 'guest' - invalid credentials");
}

}  // namespace
}  // namespace leveret::broker
