#include "services/amqp/session.hpp"

#include <gtest/gtest.h>

#include "protocol/method.hpp"
#include "tests/support/octets.hpp"

namespace leveret::services::amqp {
namespace {

using namespace protocol;
using test::method_frame;

/// A session whose broker is the test.
class SessionTest : public testing::Test {
  protected:
    /// What the broker says; what it meant to the session.
    template <class... Methods>
    Progress hear(std::uint16_t channel, const Methods&... methods) {
        return hear_octets((method_frame(channel, methods) + ...));
    }
    Progress hear_octets(const Buffer& octets) {
        Bytes rest = octets;
        Progress progress = session_.receive(rest, output_);
        EXPECT_TRUE(rest.empty() || progress.failure);
        return progress;
    }
    /// What the session wrote since the last call.
    Buffer written() {
        Buffer octets = test::flat(output_);
        output_.clear();
        return octets;
    }
    void log_in() {
        session_.start(output_);
        hear(0, ConnectionStart{}, ConnectionTune{2047, 131'072, 60}, ConnectionOpenOk{});
        written();
    }
    void declare_queues() {
        log_in();
        hear(1, ChannelOpenOk{}, QueueDeclareOk{"own", 0, 0}, QueueDeclareOk{"other", 0, 0});
        written();
    }
    Progress get_ready() {
        declare_queues();
        hear(2, ChannelOpenOk{}, ConfirmSelectOk{});
        Progress progress = hear(3, ChannelOpenOk{}, BasicQosOk{}, BasicConsumeOk{"tag"});
        written();
        return progress;
    }
    void publish(std::int64_t id) { session_.publish({.id = id, .queue = "other"}, output_); }

    static QueueDeclare declare(const char* queue, bool durable) {
        QueueDeclare method;
        method.queue = queue;
        method.durable = durable;
        return method;
    }

    static SessionSettings settings() {
        SessionSettings settings;
        settings.url.host = "h";
        settings.queues = {{"own", true}, {"other", false}};
        settings.consumed_queue = "own";
        settings.prefetch = 9;
        return settings;
    }

    Session session_{settings()};
    Output output_;
};

ChannelClose refusal(ReplyCode code) {
    return {static_cast<std::uint16_t>(code), "REFUSED", 50, 10};
}

TEST_F(SessionTest, DeclaresItsQueuesOneAfterTheOther) {
    log_in();

    hear(1, ChannelOpenOk{});
    EXPECT_EQ(written(), method_frame(1, declare("own", true)));

    hear(1, QueueDeclareOk{"own", 0, 0});
    EXPECT_EQ(written(), method_frame(1, declare("other", false)));

    hear(1, QueueDeclareOk{"other", 0, 0});
    EXPECT_EQ(written(),
              method_frame(1, ChannelClose{200, "done", 0, 0}) + method_frame(2, ChannelOpen{}));
}

TEST_F(SessionTest, UsesAQueueOfAnotherKindAsItIs) {
    log_in();
    hear(1, ChannelOpenOk{});
    written();

    hear(1, refusal(ReplyCode::precondition_failed));
    EXPECT_EQ(written(), method_frame(1, ChannelCloseOk{}) + method_frame(1, ChannelOpen{}));

    hear(1, ChannelOpenOk{});
    EXPECT_EQ(written(), method_frame(1, declare("other", false)));
}

TEST_F(SessionTest, OnlyLooksForAQueueThatItMayNotMake) {
    log_in();
    hear(1, ChannelOpenOk{}, refusal(ReplyCode::access_refused));
    written();

    hear(1, ChannelOpenOk{});

    QueueDeclare passive = declare("own", false);
    passive.passive = true;
    EXPECT_EQ(written(), method_frame(1, passive));
}

TEST_F(SessionTest, EndsWhenAQueueCannotBeUsed) {
    log_in();

    const Progress progress = hear(1, ChannelOpenOk{}, refusal(ReplyCode::resource_locked));

    EXPECT_EQ(progress.failure, "REFUSED");
}

TEST_F(SessionTest, IsReadyOnceItConfirmsAndConsumes) {
    declare_queues();
    hear(2, ChannelOpenOk{}, ConfirmSelectOk{});
    EXPECT_EQ(written(), method_frame(2, ConfirmSelect{}) + method_frame(3, ChannelOpen{}));

    const Progress progress = hear(3, ChannelOpenOk{}, BasicQosOk{}, BasicConsumeOk{"tag"});

    EXPECT_TRUE(progress.became_ready);
    EXPECT_TRUE(session_.ready());
    EXPECT_EQ(written(), method_frame(3, BasicQos{0, 9, false}) +
                             method_frame(3, BasicConsume{.queue = "own"}));
}

TEST_F(SessionTest, PublishesPersistentAndMandatory) {
    get_ready();

    session_.publish({.id = 1,
                      .queue = "other",
                      .content_type = "t",
                      .message_id = "m",
                      .app_id = "a",
                      .body = "b",
                      .timestamp = 5,
                      .reason = "r"},
                     output_);

    Properties properties;
    properties.content_type = "t";
    properties.delivery_mode = std::uint8_t{2};
    properties.message_id = "m";
    properties.app_id = "a";
    properties.timestamp = 5;
    properties.headers = Table{{"x-reason", "r"}};
    Output expected;
    write_publish(expected, 2, {.routing_key = "other", .mandatory = true}, properties, "b",
                  131'072);
    EXPECT_EQ(written(), test::flat(expected));
}

TEST_F(SessionTest, SettlesOneOrAllUpToATag) {
    get_ready();
    for (std::int64_t id = 11; id <= 15; ++id) publish(id);

    EXPECT_EQ(hear(2, BasicAck{2, false}).settled, (std::vector<Settlement>{{12, true}}));
    EXPECT_EQ(hear(2, BasicNack{3, true, false}).settled,
              (std::vector<Settlement>{{11, false}, {13, false}}));
    EXPECT_EQ(hear(2, BasicAck{2, false}).settled, (std::vector<Settlement>{}));
    EXPECT_EQ(hear(2, BasicAck{99, true}).settled,
              (std::vector<Settlement>{{14, true}, {15, true}}));
}

TEST_F(SessionTest, HandsOutDeliveriesAndAcknowledgesThemTogether) {
    get_ready();
    Properties properties;
    properties.content_type = "t";
    properties.message_id = "m";
    Output broker;
    for (const std::uint64_t tag : {1, 2}) {
        write_deliver(broker, DeliverPrefix(3, "tag"), tag, false,
                      test::content("", "own", "body", properties), 131'072);
    }

    const Progress progress = hear_octets(test::flat(broker));
    session_.acknowledge(2, output_);

    ASSERT_EQ(progress.deliveries.size(), 2U);
    EXPECT_EQ(progress.deliveries[1].tag, 2U);
    EXPECT_EQ(progress.deliveries[1].content_type, "t");
    EXPECT_EQ(progress.deliveries[1].message_id, "m");
    EXPECT_EQ(progress.deliveries[1].body, "body");
    EXPECT_EQ(written(), method_frame(3, BasicAck{2, true}));
}

TEST_F(SessionTest, EndsWhenAMessageComesBack) {
    get_ready();
    publish(1);
    Output broker;
    write_return(broker, 2, ReplyCode::no_route, "NO_ROUTE", test::content("", "other", "b"),
                 131'072);

    const Progress progress = hear_octets(test::flat(broker) + method_frame(2, BasicAck{1, false}));

    EXPECT_EQ(progress.failure, "the queue other is gone");
    EXPECT_TRUE(progress.settled.empty()) << "the ack behind a return is no proof of anything";
}

TEST_F(SessionTest, EndsWhenItsQueueIsDeleted) {
    get_ready();

    EXPECT_EQ(hear(3, BasicCancel{"tag", true}).failure, "the queue own is gone");
}

TEST_F(SessionTest, EndsWhenTheBrokerCloses) {
    get_ready();

    const Progress progress = hear(0, ConnectionClose{320, "CONNECTION_FORCED - bye", 0, 0});

    EXPECT_EQ(progress.failure, "CONNECTION_FORCED - bye");
    EXPECT_EQ(written(), method_frame(0, ConnectionCloseOk{}));
}

TEST_F(SessionTest, EndsOnAChannelThatItNeverOpened) {
    get_ready();

    EXPECT_TRUE(hear(4, ChannelOpenOk{}).failure);
}

TEST_F(SessionTest, SaysWhyTheBrokerTakesNothing) {
    get_ready();

    EXPECT_EQ(hear(0, ConnectionBlocked{"low on disk"}).blocked, "low on disk");
}

TEST_F(SessionTest, ClosesInGoodOrder) {
    get_ready();

    session_.close(output_);
    EXPECT_FALSE(session_.closed());
    const Progress progress = hear(0, ConnectionCloseOk{});

    EXPECT_FALSE(progress.failure);
    EXPECT_TRUE(session_.closed());
}

}  // namespace
}  // namespace leveret::services::amqp
