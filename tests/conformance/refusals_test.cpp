#include <functional>

#include "tests/conformance/conformance.hpp"

// What is refused, in the judge's words: each row plays a few methods, of which the last is
// refused.

namespace leveret::test {
namespace {

using Script = std::function<void(ClientChannel&)>;

struct RefusalRow {
    std::string name;
    Script script;
    int code;
    std::string text;  // without the code's name
    MethodId method;   // the one to blame
};

class RefusalTest : public testing::TestWithParam<RefusalRow> {
  protected:
    void SetUp() override { record_behaviours(); }
    std::string text() const { return std::string(name(code())) + " - " + GetParam().text; }
    static ReplyCode code() { return static_cast<ReplyCode>(GetParam().code); }
    TestBroker broker;
    Client client{broker};
    ClientChannel channel{client};
};

/// A script of one method.
template <class M>
Script only(const M& method) {
    return [method](ClientChannel& channel) { channel.send(method); };
}

/// A script that declares a queue, publishes and gets a message, and goes on with one method.
template <class M>
Script with_one_out(const M& method) {
    return [method](ClientChannel& channel) {
        channel.declare({.queue = "q"});
        channel.publish("q", "body");
        channel.get("q");
        channel.send(method);
    };
}

/// A script that declares a queue twice.
Script declare_twice(const QueueDeclare& first, const QueueDeclare& second) {
    return [=](ClientChannel& channel) {
        channel.declare(first);
        channel.send(second);
    };
}

Script publish_with(const PublishOptions& options) {
    return [=](ClientChannel& channel) { channel.publish("q", "body", options); };
}

Script expiring(const std::string& expiration) {
    return publish_with({.properties = {.expiration = expiration}});
}

void ack_twice(ClientChannel& channel) {
    with_one_out(BasicAck{.delivery_tag = 1})(channel);
    channel.ack(1);
}

void ack_a_no_ack_delivery(ClientChannel& channel) {
    channel.declare({.queue = "q"});
    channel.publish("q", "body");
    channel.get("q", true);
    channel.ack(1);
}

void reuse_a_consumer_tag(ClientChannel& channel) {
    channel.declare({.queue = "q"});
    channel.consume({.queue = "q", .consumer_tag = "mine"});
    channel.send(BasicConsume{.queue = "q", .consumer_tag = "mine"});
}

Table one(const std::string& name, const FieldValue& value) {
    return Table{{name, value}};
}

const std::string inequivalent = "inequivalent arg '";
const std::string for_queue = "' for queue 'q' in vhost '/': received ";
const std::string no_queue = "no queue 'q' in vhost '/'";
const std::string locked =
    "cannot obtain exclusive access to locked queue 'q' in vhost '/'. It could be originally "
    "declared on another connection or the exclusive property value does not match that of the "
    "original declaration.";
const std::string on_the_default = "operation not permitted on the default exchange";

std::string name_of(const testing::TestParamInfo<RefusalRow>& instance) {
    return instance.param.name;
}

class SoftRefusal : public RefusalTest {};

TEST_P(SoftRefusal, ClosesTheChannelOnly) {
    GetParam().script(channel);

    const auto close = channel.expect_closed(code(), text());
    EXPECT_EQ((MethodId{close.class_id, close.method_id}), GetParam().method);
    ClientChannel again{client};
    client.expect_nothing();
}

INSTANTIATE_TEST_SUITE_P(
    Missing, SoftRefusal,
    testing::Values(
        RefusalRow{"B004_B006_B009_B010_PassiveDeclare",
                   only(QueueDeclare{.queue = "q", .passive = true}),
                   404,
                   no_queue,
                   {50, 10}},
        RefusalRow{"B010_B233_Consume", only(BasicConsume{.queue = "q"}), 404, no_queue, {60, 20}},
        RefusalRow{"B010_Get", only(BasicGet{.queue = "q"}), 404, no_queue, {60, 70}},
        RefusalRow{"B010_Purge", only(QueuePurge{.queue = "q"}), 404, no_queue, {50, 30}},
        RefusalRow{"B005_LongText",
                   only(QueuePurge{.queue = std::string(255, 'x')}),
                   404,
                   "no queue '" + std::string(230, 'x') + "...",
                   {50, 30}},
        RefusalRow{"B010_B197_PublishToAnExchange",
                   publish_with({.exchange = "x"}),
                   404,
                   "no exchange 'x' in vhost '/'",
                   {60, 40}},
        RefusalRow{"B141_ConsumeNothingDeclared",
                   only(BasicConsume{}),
                   404,
                   "no previously declared queue",
                   {60, 20}},
        RefusalRow{"B141_GetNothingDeclared",
                   only(BasicGet{}),
                   404,
                   "no previously declared queue",
                   {60, 70}},
        RefusalRow{"B141_PurgeNothingDeclared",
                   only(QueuePurge{}),
                   404,
                   "no previously declared queue",
                   {50, 30}},
        RefusalRow{"B141_DeleteNothingDeclared",
                   only(QueueDelete{}),
                   404,
                   "no previously declared queue",
                   {50, 40}},
        RefusalRow{"B141_PassiveDeclareIsNoShortcut",
                   only(QueueDeclare{.passive = true}),
                   404,
                   "no queue '' in vhost '/'",
                   {50, 10}}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    DeclaredAgain, SoftRefusal,
    testing::Values(
        RefusalRow{"B011_Durable",
                   declare_twice({.queue = "q"}, {.queue = "q", .durable = true}),
                   406,
                   inequivalent + "durable" + for_queue + "'true' but current is 'false'",
                   {50, 10}},
        RefusalRow{"B011_AutoDelete",
                   declare_twice({.queue = "q", .auto_delete = true}, {.queue = "q"}),
                   406,
                   inequivalent + "auto_delete" + for_queue + "'false' but current is 'true'",
                   {50, 10}},
        RefusalRow{"B012_AnotherValue",
                   declare_twice({.queue = "q", .arguments = one("x-message-ttl", 10)},
                                 {.queue = "q", .arguments = one("x-message-ttl", 20)}),
                   406,
                   inequivalent + "x-message-ttl" + for_queue + "'20' but current is '10'",
                   {50, 10}},
        RefusalRow{
            "B013_NewArgument",
            declare_twice({.queue = "q"}, {.queue = "q", .arguments = one("x-expires", 60'000)}),
            406,
            inequivalent + "x-expires" + for_queue +
                "the value '60000' of type 'signedint' but current is none",
            {50, 10}},
        RefusalRow{
            "B013_MissingArgument",
            declare_twice({.queue = "q", .arguments = one("x-max-length", 10)}, {.queue = "q"}),
            406,
            inequivalent + "x-max-length" + for_queue +
                "none but current is the value '10' of type 'signedint'",
            {50, 10}},
        RefusalRow{
            "B014_LongArgument",
            declare_twice({.queue = "q"},
                          {.queue = "q", .arguments = one("x-max-length", std::int64_t{1} << 33)}),
            406,
            inequivalent + "x-max-length" + for_queue +
                "the value '8589934592' of type 'long' but current is none",
            {50, 10}},
        RefusalRow{
            "B152_DurableComesBeforeAutoDelete",
            declare_twice({.queue = "q"}, {.queue = "q", .durable = true, .auto_delete = true}),
            406,
            inequivalent + "durable" + for_queue + "'true' but current is 'false'",
            {50, 10}},
        RefusalRow{
            "B152_B157_ExclusiveComesBeforeDurable",
            declare_twice({.queue = "q"}, {.queue = "q", .durable = true, .exclusive = true}),
            405,
            locked,
            {50, 10}},
        RefusalRow{"B157_NotExclusiveAnyMore",
                   declare_twice({.queue = "q", .exclusive = true}, {.queue = "q"}),
                   405,
                   locked,
                   {50, 10}},
        RefusalRow{"B149_ReservedName",
                   only(QueueDeclare{.queue = "amq.mine"}),
                   403,
                   "queue name 'amq.mine' contains reserved prefix 'amq.*'",
                   {50, 10}}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    DefaultExchange, SoftRefusal,
    testing::Values(RefusalRow{"B111_Declare",
                               only(ExchangeDeclare{.type = "direct", .durable = true}),
                               403,
                               on_the_default,
                               {40, 10}},
                    RefusalRow{
                        "B111_Delete", only(ExchangeDelete{}), 403, on_the_default, {40, 20}},
                    RefusalRow{"B111_Bind",
                               with_one_out(QueueBind{.queue = "q", .routing_key = "key"}),
                               403,
                               on_the_default,
                               {50, 20}},
                    RefusalRow{"B111_Unbind",
                               with_one_out(QueueUnbind{.queue = "q", .routing_key = "q"}),
                               403,
                               on_the_default,
                               {50, 50}}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Settling, SoftRefusal,
    testing::Values(
        RefusalRow{"B263_AckOfAnUnknownTag",
                   only(BasicAck{.delivery_tag = 5}),
                   406,
                   "unknown delivery tag 5",
                   {60, 80}},
        RefusalRow{"B263_NackOfAnUnknownTag",
                   only(BasicNack{.delivery_tag = 5}),
                   406,
                   "unknown delivery tag 5",
                   {60, 120}},
        RefusalRow{"B263_RejectOfAnUnknownTag",
                   only(BasicReject{.delivery_tag = 5}),
                   406,
                   "unknown delivery tag 5",
                   {60, 90}},
        RefusalRow{"B263_AckTwice", ack_twice, 406, "unknown delivery tag 1", {60, 80}},
        RefusalRow{"B264_MultipleUpToAnUnknownTag",
                   with_one_out(BasicAck{.delivery_tag = 7, .multiple = true}),
                   406,
                   "unknown delivery tag 7",
                   {60, 80}},
        RefusalRow{
            "B265_TagZero", with_one_out(BasicAck{}), 406, "unknown delivery tag 0", {60, 80}},
        RefusalRow{"B266_AckOfANoAckDelivery",
                   ack_a_no_ack_delivery,
                   406,
                   "unknown delivery tag 1",
                   {60, 80}}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Publishing, SoftRefusal,
    testing::Values(
        RefusalRow{"B202_NoNumber",
                   expiring("abc"),
                   406,
                   "invalid expiration 'abc': no_integer",
                   {60, 40}},
        RefusalRow{"B202_Empty", expiring(""), 406, "invalid expiration '': no_integer", {60, 40}},
        RefusalRow{"B202_Negative",
                   expiring("-1"),
                   406,
                   "invalid expiration '-1': {value_negative,-1}",
                   {60, 40}},
        RefusalRow{"B202_TrailingText",
                   expiring("12x"),
                   406,
                   "invalid expiration '12x': {leftover_string,\"x\"}",
                   {60, 40}},
        RefusalRow{"B202_TooLarge",
                   expiring("315360000001"),
                   406,
                   "invalid expiration '315360000001': {value_too_large,315360000001}",
                   {60, 40}},
        RefusalRow{"B203_UserIdOfAnother",
                   publish_with({.properties = {.user_id = "eve"}}),
                   406,
                   "user_id property set to 'eve' but authenticated user was 'guest'",
                   {60, 40}},
        RefusalRow{"B199_TheExchangeIsLookedUpBeforeTheExpiration",
                   publish_with({.exchange = "x", .properties = {.expiration = "abc"}}),
                   404,
                   "no exchange 'x' in vhost '/'",
                   {60, 40}}),
    name_of);

class HardRefusal : public RefusalTest {};

TEST_P(HardRefusal, ClosesTheConnection) {
    GetParam().script(channel);

    const auto close = client.expect_closed(code(), text());
    EXPECT_EQ((MethodId{close.class_id, close.method_id}), GetParam().method);
}

INSTANTIATE_TEST_SUITE_P(
    Methods, HardRefusal,
    testing::Values(
        RefusalRow{
            "B088_FlowOff", only(ChannelFlow{.active = false}), 540, "active=false", {20, 20}},
        RefusalRow{"B090_AMethodThatOnlyTheBrokerSends",
                   only(QueuePurgeOk{}),
                   503,
                   "unimplemented method",
                   {50, 31}},
        RefusalRow{
            "B200_Immediate", publish_with({.immediate = true}), 540, "immediate=true", {60, 40}},
        RefusalRow{"B235_ConsumerTagInUse",
                   reuse_a_consumer_tag,
                   530,
                   "attempt to reuse consumer tag 'mine'",
                   {60, 20}},
        RefusalRow{"B255_PrefetchSize",
                   only(BasicQos{.prefetch_size = 7}),
                   540,
                   "prefetch_size!=0 (7)",
                   {60, 10}},
        RefusalRow{
            "B276_RecoverWithoutRequeue", only(BasicRecover{}), 540, "requeue=false", {60, 110}}),
    name_of);

}  // namespace
}  // namespace leveret::test
