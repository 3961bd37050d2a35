#include <stdexcept>

#include <gtest/gtest.h>

#include "services/http/json.hpp"
#include "services/http/server.hpp"
#include "services/loop/loop.hpp"
#include "tests/services/raw_http.hpp"

namespace leveret::services::http {
namespace {

Limits small_limits() {
    Limits limits;
    limits.body_octets = 1000;
    limits.header_octets = 2000;
    return limits;
}

/// A server that gives back what it is given.
class HttpServer : public testing::Test {
  protected:
    HttpServer() {
        Router router;
        router.add("GET", "/hello", [](const Request&) { return Response{200, "\"hello\"", {}}; });
        router.add("POST", "/echo", [](const Request& r) { return Response{200, r.body, {}}; });
        router.add("DELETE", "/thing", [](const Request&) { return Response{204, "", {}}; });
        router.add("GET", "/throws",
                   [](const Request&) -> Response { throw std::runtime_error("secret"); });
        router.add("GET", "/later", [this](const Request&, const Reply& reply) {
            loop_.post([reply] { reply({200, "\"late\"", {}}); });
        });
        server_.start(std::move(router), silent());
        loop_.start();
    }
    ~HttpServer() override { loop_.stop(); }

    std::string say(const std::string& octets) { return converse(server_.address(), octets); }

    Loop loop_;
    Server server_{loop_.context(), {"127.0.0.1", 0}, small_limits()};
};

std::string head(const std::string& answer) {
    return answer.substr(0, answer.find("\r\n"));
}
std::string body(const std::string& answer) {
    return answer.substr(answer.find("\r\n\r\n") + 4);
}

TEST_F(HttpServer, AnswersWithJson) {
    const Answer answer = ask(server_.address(), "GET", "/hello");

    EXPECT_EQ(answer.status, 200U);
    EXPECT_NE(answer.header.find("Content-Type: application/json"), std::string::npos);
    EXPECT_NE(answer.header.find("Date: "), std::string::npos);
    EXPECT_EQ(answer.body, "\"hello\"");
}

TEST_F(HttpServer, AnswersLater) {
    EXPECT_EQ(ask(server_.address(), "GET", "/later").body, "\"late\"");
}

TEST_F(HttpServer, LeavesOutTheBodyOfHead) {
    const Answer answer = ask(server_.address(), "HEAD", "/hello");

    EXPECT_EQ(answer.status, 200U);
    EXPECT_NE(answer.header.find("Content-Length: 7"), std::string::npos) << answer.header;
    EXPECT_EQ(answer.body, "");
}

TEST_F(HttpServer, SendsNoLengthWith204) {
    const Answer answer = ask(server_.address(), "DELETE", "/thing");

    EXPECT_EQ(answer.status, 204U);
    EXPECT_EQ(answer.header.find("Content-Length"), std::string::npos);
    EXPECT_EQ(answer.header.find("Content-Type"), std::string::npos);
}

TEST_F(HttpServer, KeepsTheConnectionAndTheOrderOfPipelinedRequests) {
    const std::string answers =
        say("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\n\r\none"
            "GET /later HTTP/1.1\r\nHost: t\r\n\r\n"
            "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\nConnection: close\r\n\r\ntwo");

    const auto one = answers.find("one");
    const auto late = answers.find("late");
    const auto two = answers.find("two");
    EXPECT_TRUE(one < late && late < two && two != std::string::npos) << answers;
}

TEST_F(HttpServer, TakesChunks) {
    const std::string answer =
        say("POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n"
            "Connection: close\r\n\r\n3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n");

    EXPECT_EQ(body(answer), "onetwo");
}

TEST_F(HttpServer, InvitesABodyThatWaitsForIt) {
    const std::string answer =
        say("POST /echo HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: 3\r\n"
            "Connection: close\r\n\r\none");

    EXPECT_EQ(head(answer), "HTTP/1.1 100 Continue");
    EXPECT_NE(answer.find("HTTP/1.1 200 OK"), std::string::npos);
}

TEST_F(HttpServer, ClosesAfterAnHttp10Request) {
    EXPECT_EQ(head(say("GET /hello HTTP/1.0\r\n\r\n")), "HTTP/1.0 200 OK");
}

TEST_F(HttpServer, KeepsToItselfWhyAHandlerFailed) {
    const Answer answer = ask(server_.address(), "GET", "/throws");

    EXPECT_EQ(answer.status, 500U);
    EXPECT_EQ(answer.body.find("secret"), std::string::npos);
}

TEST_F(HttpServer, SaysThatAPortIsTaken) {
    try {
        Server(loop_.context(), server_.address());
        FAIL() << "two servers on one port";
    } catch (const ListenError& error) {
        EXPECT_NE(std::string(error.what()).find("is in use"), std::string::npos) << error.what();
    }
}

struct BadRequest {
    const char* name;
    std::string octets;
    const char* status;
};
class BadRequests : public HttpServer, public testing::WithParamInterface<BadRequest> {};

TEST_P(BadRequests, AreAnsweredAndTheServerGoesOn) {
    EXPECT_EQ(head(say(GetParam().octets)), GetParam().status);

    EXPECT_EQ(ask(server_.address(), "GET", "/hello").status, 200U);
}

INSTANTIATE_TEST_SUITE_P(
    All, BadRequests,
    testing::Values(
        BadRequest{"Garbage", "hello there\r\n\r\n", "HTTP/1.1 400 Bad Request"},
        BadRequest{"Amqp", std::string("AMQP\0\0\x09\x01", 8), "HTTP/1.1 400 Bad Request"},
        BadRequest{"Tls", std::string("\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03", 11),
                   "HTTP/1.1 400 Bad Request"},
        BadRequest{"Version", "GET / HTTP/9.9\r\n\r\n", "HTTP/1.1 400 Bad Request"},
        BadRequest{"Field", "GET / HTTP/1.1\r\nHost\r\n\r\n", "HTTP/1.1 400 Bad Request"},
        BadRequest{"Length", "POST /echo HTTP/1.1\r\nContent-Length: x\r\n\r\n",
                   "HTTP/1.1 400 Bad Request"},
        BadRequest{"Chunk", "POST /echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                   "HTTP/1.1 400 Bad Request"},
        BadRequest{"LongBody",
                   "POST /echo HTTP/1.1\r\nContent-Length: 1001\r\n\r\n" + std::string(1001, 'x'),
                   "HTTP/1.1 413 Payload Too Large"},
        BadRequest{"LongBodyAnnounced",
                   "POST /echo HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n",
                   "HTTP/1.1 413 Payload Too Large"},
        BadRequest{"LongHeader", "GET / HTTP/1.1\r\nX: " + std::string(3000, 'x') + "\r\n\r\n",
                   "HTTP/1.1 431 Request Header Fields Too Large"},
        BadRequest{"NoRoute", "GET /nothing HTTP/1.1\r\nConnection: close\r\n\r\n",
                   "HTTP/1.1 404 Not Found"},
        BadRequest{"NoMethod", "FROB /hello HTTP/1.1\r\nConnection: close\r\n\r\n",
                   "HTTP/1.1 405 Method Not Allowed"}),
    [](const auto& instance) { return instance.param.name; });

}  // namespace
}  // namespace leveret::services::http
