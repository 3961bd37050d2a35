#include "services/admin/products.hpp"

#include <set>

#include <gtest/gtest.h>

#include "services/admin/users.hpp"

namespace leveret::services::admin {
namespace {

struct Tables {
    database::Database database{":memory:", {"test", 1, 1, Products::tables() + Users::tables()}};
    Products products{database};
    Users users{database};
};

TEST(Products, AreCreatedWithoutLikes) {
    Tables tables;

    const Product product = tables.products.create("Tea", "tea.jpg");

    EXPECT_EQ(product, (Product{1, "Tea", "tea.jpg", 0}));
    EXPECT_EQ(tables.products.find(1), product);
}

TEST(Products, AreListedOldestFirst) {
    Tables tables;
    const Product first = tables.products.create("b", "b");
    const Product second = tables.products.create("a", "a");

    EXPECT_EQ(tables.products.list(), (std::vector{first, second}));
}

TEST(Products, KeepTheirLikesWhenUpdated) {
    Tables tables;
    tables.products.create("Tea", "tea.jpg");
    tables.products.like(1);

    const auto product = tables.products.update(1, "Mate", "mate.jpg");

    EXPECT_EQ(product, (Product{1, "Mate", "mate.jpg", 1}));
}

TEST(Products, AreUnknownOnceRemoved) {
    Tables tables;
    tables.products.create("Tea", "tea.jpg");

    EXPECT_TRUE(tables.products.remove(1));

    EXPECT_FALSE(tables.products.find(1));
    EXPECT_FALSE(tables.products.remove(1));
    EXPECT_FALSE(tables.products.update(1, "a", "b"));
    EXPECT_FALSE(tables.products.like(1));
}

TEST(Products, NeverUseAnIdTwice) {
    Tables tables;
    tables.products.create("Tea", "tea.jpg");
    tables.products.remove(1);

    EXPECT_EQ(tables.products.create("Mate", "mate.jpg").id, 2);
}

TEST(Products, KeepAnyText) {
    Tables tables;
    const std::string text = "'; drop table products; -- \xF0\x9F\x8D\xB5";

    tables.products.create(text, text);

    EXPECT_EQ(tables.products.find(1)->title, text);
}

TEST(Users, AreMadeOnce) {
    Tables tables;

    tables.users.make_first(3);
    tables.users.make_first(10);

    EXPECT_EQ(tables.database.integer("select count(*) from users"), 3);
}

TEST(Users, AreAllPicked) {
    Tables tables;
    tables.users.make_first(3);

    std::set<std::int64_t> picked;
    for (std::uint64_t random = 0; random < 6; ++random) picked.insert(*tables.users.pick(random));

    EXPECT_EQ(picked, (std::set<std::int64_t>{1, 2, 3}));
}

TEST(Users, CannotBePickedWhenThereAreNone) {
    Tables tables;

    EXPECT_FALSE(tables.users.pick(5));
}

}  // namespace
}  // namespace leveret::services::admin
