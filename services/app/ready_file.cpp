#include "services/app/ready_file.hpp"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <unistd.h>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace leveret::app {

namespace {

namespace files = std::filesystem;

[[noreturn]] void throw_unwritable(const std::string& path, const std::string& why) {
    throw std::runtime_error("--ready-file " + path + ": cannot be written (" + why +
                             "): expected a file in a folder that is there");
}

}  // namespace

std::string ready_text(const Addresses& addresses, long pid) {
    boost::json::object object;
    if (!addresses.amqp.empty()) object["amqp"] = addresses.amqp;
    if (!addresses.admin.empty()) object["admin"] = addresses.admin;
    if (!addresses.main.empty()) object["main"] = addresses.main;
    object["pid"] = pid;
    return boost::json::serialize(object) + "\n";
}

void check_ready_file(const std::string& path) {
    std::error_code error;
    if (files::is_directory(path, error)) throw_unwritable(path, "it is a folder");
    const files::path folder = files::absolute(path, error).parent_path();
    if (access(folder.c_str(), W_OK | X_OK) != 0) {
        throw_unwritable(path, std::generic_category().message(errno));
    }
}

void write_ready_file(const std::string& path, const std::string& text) {
    const std::string unfinished = path + ".new";
    {
        std::ofstream file(unfinished, std::ios::trunc);
        file << text;
        file.close();
        if (!file) throw_unwritable(path, std::generic_category().message(errno));
    }
    std::error_code error;
    files::rename(unfinished, path, error);
    if (error) throw_unwritable(path, error.message());
}

}  // namespace leveret::app
