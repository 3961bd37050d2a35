#include "broker/core/vhost.hpp"

#include <gtest/gtest.h>

#include "broker/core/exchange/router.hpp"
#include "tests/broker/content.hpp"

namespace leveret::broker {
namespace {

using protocol::ReplyCode;

class VhostTest : public testing::Test {
  protected:
    Queue& create(const std::string& name, SessionId owner = 0) {
        return vhost.create_queue(++last_id, {.name = name, .exclusive_owner = owner});
    }
    Journal journal;
    Vhost vhost{"/", journal};
    QueueId last_id = 0;
};

TEST_F(VhostTest, FindsItsQueuesByName) {
    Queue& queue = create("q");

    EXPECT_EQ(vhost.find_queue("q"), &queue);
    EXPECT_EQ(vhost.find_queue("other"), nullptr);
}

TEST_F(VhostTest, OpensAQueueForEverybodyOrItsOwner) {
    create("shared");
    create("mine", 5);

    EXPECT_TRUE(vhost.open_queue("shared", 6));
    EXPECT_TRUE(vhost.open_queue("mine", 5));
    EXPECT_EQ(vhost.open_queue("mine", 6).error().code, ReplyCode::resource_locked);
    EXPECT_EQ(vhost.open_queue("none", 5).error().code, ReplyCode::not_found);
}

TEST_F(VhostTest, StagesDurableQueuesOnly) {
    create("transient");
    EXPECT_FALSE(journal.due());

    vhost.create_queue(9, {.name = "durable", .durable = true, .auto_delete = true});

    const auto declared = journal.take().queues_declared.at(0);
    EXPECT_EQ(declared.id, 9U);
    EXPECT_EQ(declared.vhost, "/");
    EXPECT_EQ(declared.name, "durable");
    EXPECT_TRUE(declared.auto_delete);
}

TEST_F(VhostTest, RestoresAQueueAsItWasDeclared) {
    const protocol::Table arguments{{"x-max-length", 5}};
    vhost.create_queue(9, {.name = "q", .durable = true, .arguments = arguments});
    RecoveredQueue recovered{.queue = journal.take().queues_declared.at(0)};
    Vhost again{"/", journal};

    again.restore_queue(std::move(recovered));

    const QueueDeclaration& declaration = again.find_queue("q")->declaration();
    EXPECT_TRUE(declaration.durable);
    EXPECT_EQ(declaration.arguments, arguments);
    EXPECT_EQ(again.find_queue("q")->id(), 9U);
    EXPECT_FALSE(journal.due());
}

TEST_F(VhostTest, ComparesOwnerThenDurableThenAutoDelete) {
    const Queue& queue = create("q");

    const auto text = [&](const QueueDeclaration& declaration) {
        return vhost.check_equivalent(queue, declaration).error().text;
    };
    EXPECT_TRUE(vhost.check_equivalent(queue, {.name = "q"}));
    EXPECT_TRUE(text({.name = "q", .durable = true, .auto_delete = true, .exclusive_owner = 1})
                    .starts_with("cannot obtain exclusive access"));
    EXPECT_TRUE(text({.name = "q", .durable = true, .auto_delete = true})
                    .starts_with("inequivalent arg 'durable'"));
    EXPECT_TRUE(
        text({.name = "q", .auto_delete = true}).starts_with("inequivalent arg 'auto_delete'"));
}

TEST_F(VhostTest, KeepsADeletedQueueWhileAMessageOfItIsOut) {
    Queue& queue = create("q");
    queue.publish(test::message(), {});
    const auto entry = queue.get();

    vhost.delete_queue(queue);
    vhost.sweep();

    EXPECT_EQ(vhost.find_queue("q"), nullptr);
    EXPECT_TRUE(queue.retired());
    queue.settle(*entry);
    vhost.sweep();  // it is gone now; a sanitizer sees that nobody looks at it
}

TEST_F(VhostTest, ChangesItsVersionWheneverRoutesMayChange) {
    const auto first = vhost.topology_version();
    Queue& queue = create("q");
    const auto second = vhost.topology_version();
    vhost.delete_queue(queue);

    EXPECT_NE(first, second);
    EXPECT_NE(second, vhost.topology_version());
}

class RouterTest : public VhostTest {
  protected:
    RouteCache cache;
};

TEST_F(RouterTest, TheDefaultExchangeKnowsEveryQueueByItsName) {
    Queue& queue = create("q");
    std::vector<Queue*> queues;

    ASSERT_TRUE(route(vhost, "", "q", queues));
    ASSERT_TRUE(route(vhost, "", "none", queues));

    EXPECT_EQ(queues, std::vector{&queue});
}

TEST_F(RouterTest, AMissingExchangeIsRefused) {
    std::vector<Queue*> queues;

    const auto routed = route(vhost, "x", "q", queues);

    EXPECT_EQ(routed.error().text, "no exchange 'x' in vhost '/'");
}

TEST_F(RouterTest, TheCacheSeesNewAndDeletedQueues) {
    EXPECT_TRUE((*cache.find(vhost, "", "q"))->empty());
    Queue& queue = create("q");
    EXPECT_EQ((*cache.find(vhost, "", "q"))->size(), 1U);
    vhost.delete_queue(queue);

    EXPECT_TRUE((*cache.find(vhost, "", "q"))->empty());
}

TEST_F(RouterTest, TheCacheTellsKeysApart) {
    Queue& a = create("a");
    Queue& b = create("b");

    EXPECT_EQ(**cache.find(vhost, "", "a"), std::vector{&a});
    EXPECT_EQ(**cache.find(vhost, "", "b"), std::vector{&b});
}

TEST_F(RouterTest, TheCacheForgetsAfterARefusal) {
    Queue& queue = create("q");
    EXPECT_EQ(**cache.find(vhost, "", "q"), std::vector{&queue});
    EXPECT_FALSE(cache.find(vhost, "x", "q"));
    EXPECT_FALSE(cache.find(vhost, "x", "q"));

    EXPECT_EQ(**cache.find(vhost, "", "q"), std::vector{&queue});
}

}  // namespace
}  // namespace leveret::broker
