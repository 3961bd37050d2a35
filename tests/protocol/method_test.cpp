#include "protocol/method.hpp"

#include <fstream>
#include <map>
#include <sstream>

#include <gtest/gtest.h>

#include "protocol/erlang_term.hpp"
#include "tests/support/octets.hpp"

namespace leveret::protocol {
namespace {

using namespace test;

struct Described {
    MethodId id;
    std::string name;
    std::vector<std::string> fields;
    friend bool operator==(const Described&, const Described&) = default;
};

void PrintTo(const Described& method, std::ostream* out) {
    *out << method.name << " " << method.id.class_id << "." << method.id.method_id << ":";
    for (const auto& field : method.fields) *out << " " << field;
}

/// Takes down what a method's `fields` asks for.
struct FieldLister {
    std::vector<std::string> names;
    void octet(const auto&) { names.emplace_back("octet"); }
    void short_(const auto&) { names.emplace_back("short"); }
    void long_(const auto&) { names.emplace_back("long"); }
    void longlong(const auto&) { names.emplace_back("longlong"); }
    void shortstr(const auto&) { names.emplace_back("shortstr"); }
    void longstr(const auto&) { names.emplace_back("longstr"); }
    void table(const auto&) { names.emplace_back("table"); }
    void bits(const auto&... flags) { names.insert(names.end(), sizeof...(flags), "bit"); }
    void reserved_short() { names.emplace_back("short"); }
    void reserved_bit() { names.emplace_back("bit"); }
    void reserved_shortstr() { names.emplace_back("shortstr"); }
    void reserved_longstr() { names.emplace_back("longstr"); }
};

/// Gives every field a value of its own.
struct FieldFiller {
    std::uint8_t next = 0;
    void octet(auto& value) { value = ++next; }
    void short_(auto& value) { value = static_cast<std::uint16_t>(1000 + ++next); }
    void long_(auto& value) { value = 100'000U + ++next; }
    void longlong(auto& value) { value = 10'000'000'000U + ++next; }
    void shortstr(auto& value) { value = "short " + std::to_string(++next); }
    void longstr(auto& value) { value = "long " + std::to_string(++next); }
    void table(auto& value) { value = Table{{"n", ++next}, {"t", Table{{"inner", "x"}}}}; }
    void bits(auto&... flags) { ((flags = ++next % 2 == 1), ...); }
    void reserved_short() {}
    void reserved_bit() {}
    void reserved_shortstr() {}
    void reserved_longstr() {}
};

/// Calls `visit` with a default-made value of each method.
template <class Visit>
void each_method(Visit visit) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        (visit(std::variant_alternative_t<I, Method>{}), ...);
    }
    (std::make_index_sequence<std::variant_size_v<Method>>{});
}

std::map<std::string, Described> described_by_specification() {
    std::map<std::string, Described> methods;
    std::ifstream file(TEST_VECTORS "/spec_methods.txt");
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.front() == '#') continue;
        std::istringstream words(line);
        Described method;
        words >> method.id.class_id >> method.id.method_id >> method.name;
        for (std::string field; words >> field;) method.fields.push_back(field);
        methods.emplace(method.name, method);
    }
    return methods;
}

TEST(Methods, AreTheSpecifications) {
    std::map<std::string, Described> ours;
    each_method([&]<class M>(M method) {
        FieldLister lister;
        M::fields(lister, method);
        ours.emplace(M::name, Described{M::id, std::string(M::name), lister.names});
    });

    EXPECT_EQ(ours, described_by_specification());
}

TEST(Methods, HaveDistinctIds) {
    each_method([]<class M>(M) { EXPECT_EQ(method_name(M::id), M::name); });
}

TEST(Methods, AreReadAsTheyWereWritten) {
    each_method([]<class M>(M method) {
        FieldFiller filler;
        M::fields(filler, method);

        const auto decoded = decode<M>(arguments_of(method));

        ASSERT_TRUE(decoded) << M::name;
        EXPECT_EQ(*decoded, method) << M::name;
    });
}

TEST(Methods, AreReadByTheirIds) {
    each_method([]<class M>(M method) {
        FieldFiller filler;
        M::fields(filler, method);

        const auto decoded = decode_method(M::id, arguments_of(method));

        ASSERT_TRUE(decoded) << M::name;
        EXPECT_EQ(id_of(*decoded), M::id);
        EXPECT_EQ(std::get<M>(*decoded), method) << M::name;
    });
}

TEST(Methods, AreRefusedWhenCutOrTooLong) {  // B073
    each_method([]<class M>(M method) {
        FieldFiller filler;
        M::fields(filler, method);
        const Buffer whole = arguments_of(method);
        const auto refusal = [](Bytes arguments) {
            return Error{ReplyCode::frame_error,
                         "cannot decode " + erlang_octets(arguments.substr(0, 128)), M::id};
        };

        for (std::size_t size = 0; size < whole.size(); ++size) {
            const Bytes cut = Bytes(whole).substr(0, size);
            const auto decoded = decode_method(M::id, cut);
            ASSERT_FALSE(decoded) << M::name << " cut to " << size;
            EXPECT_EQ(decoded.error(), refusal(cut));
        }
        EXPECT_EQ(decode_method(M::id, whole + 'x').error(), refusal(whole + 'x')) << M::name;
    });
}

TEST(Methods, OfUnknownIdAreRefused) {  // B073
    const Error expected{ReplyCode::command_invalid, "unknown method 50.99", {50, 99}};

    EXPECT_EQ(decode_method({50, 99}, "").error(), expected);
    EXPECT_EQ(method_name({50, 99}), "");
}

TEST(Methods, AreRefusedForNamesThatAreNoUtf8) {  // B078
    const QueueDelete method{.queue = "\xff"};

    EXPECT_EQ(reply_text(decode<QueueDelete>(arguments_of(method)).error()),
              "FRAME_ERROR - Malformed UTF-8 in shortstr");
}

TEST(Methods, KeepUtf8Names) {  // B079
    const QueueDelete method{.queue = "\u043e\u0447\u0435\u0440\u0435\u0434\u044c"};

    EXPECT_EQ(decode<QueueDelete>(arguments_of(method)).value(), method);
}

TEST(Methods, CarryContentIfTheSpecificationSaysSo) {
    std::vector<std::string> names;
    each_method([&]<class M>(M) {
        if (carries_content(M::id)) names.emplace_back(M::name);
    });

    EXPECT_EQ(names, (std::vector<std::string>{"basic.publish", "basic.return", "basic.deliver",
                                               "basic.get-ok"}));
}

TEST(QueueDeclare, IsTheseOctets) {  // written out by hand from the specification
    const QueueDeclare method{.queue = "q", .durable = true, .no_wait = true};

    EXPECT_EQ(method_frame(3, method),
              octets("01 00 03 00 00 00 0d  00 32 00 0a  00 00  01 'q'  12  00 00 00 00  ce"));
}

TEST(View, OfPublishReadsInPlace) {
    const Buffer arguments = arguments_of(BasicPublish{"exchange", "key", true, false});

    const auto publish = view<PublishView>(arguments);

    ASSERT_TRUE(publish);
    EXPECT_EQ(publish->exchange, "exchange");
    EXPECT_EQ(publish->exchange.data(), arguments.data() + 3);
    EXPECT_EQ(publish->routing_key, "key");
    EXPECT_TRUE(publish->mandatory);
    EXPECT_FALSE(publish->immediate);
}

TEST(View, OfDeliverReadsEveryField) {
    const auto arguments = arguments_of(BasicDeliver{"tag", 7, true, "exchange", "key"});

    const auto deliver = view<DeliverView>(arguments);

    ASSERT_TRUE(deliver);
    EXPECT_EQ(deliver->consumer_tag, "tag");
    EXPECT_EQ(deliver->delivery_tag, 7U);
    EXPECT_TRUE(deliver->redelivered);
    EXPECT_EQ(deliver->routing_key, "key");
}

TEST(View, FailsAsDecodeDoes) {
    EXPECT_EQ(view<PublishView>("").error(), decode<BasicPublish>("").error());
    EXPECT_EQ(view<GetOkView>("").error(), decode<BasicGetOk>("").error());
    EXPECT_EQ(view<ReturnView>("").error(), decode<BasicReturn>("").error());
}

}  // namespace
}  // namespace leveret::protocol
