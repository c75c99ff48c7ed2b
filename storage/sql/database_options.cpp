#include "storage/sql/database_options.h"

#include <absl/strings/match.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>
#include <absl/strings/strip.h>

#include "common/base/status.h"

namespace cameramonit::sql {
namespace {

absl::Status wrong(const std::string& what) {
  return base::invalidArgument(
      type::v1::ERROR_REASON_SETTING_INVALID,
      absl::StrCat("The database URL ", what,
                   "; it reads sqlite:/path/file.db or mariadb://user@host:3306/database?socket=/path."),
      {{"setting", "database.url"}});
}

absl::StatusOr<std::string> percentDecoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    int value = 0;
    const auto digit = [](char c) {
      if (c >= '0' && c <= '9') return c - '0';
      if (c >= 'a' && c <= 'f') return c - 'a' + 10;
      if (c >= 'A' && c <= 'F') return c - 'A' + 10;
      return -1;
    };
    if (i + 2 >= text.size() || digit(text[i + 1]) < 0 || digit(text[i + 2]) < 0) return wrong("has a broken % escape");
    value = digit(text[i + 1]) * 16 + digit(text[i + 2]);
    out += static_cast<char>(value);
    i += 2;
  }
  return out;
}

absl::Status readQuery(std::string_view query, MariadbOptions& options) {
  for (const auto& part : absl::StrSplit(absl::string_view(query.data(), query.size()), '&', absl::SkipEmpty())) {
    const std::pair<std::string, std::string> pair = absl::StrSplit(part, absl::MaxSplits('=', 1));
    CAMERAMONIT_ASSIGN_OR_RETURN(std::string value, percentDecoded(pair.second));
    if (pair.first == "socket") {
      options.socket = std::move(value);
    } else if (pair.first == "tls_ca") {
      options.tlsCa = std::move(value);
    } else {
      return wrong(absl::StrCat("has an unknown option \"", pair.first, "\""));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<MariadbOptions> readMariadb(std::string_view rest, base::Secret<std::string> password) {
  MariadbOptions options;
  options.password = std::move(password);
  if (const auto mark = rest.find('?'); mark != std::string_view::npos) {
    CAMERAMONIT_RETURN_IF_ERROR(readQuery(rest.substr(mark + 1), options));
    rest = rest.substr(0, mark);
  }
  const auto slash = rest.find('/');
  if (slash == std::string_view::npos || slash + 1 == rest.size()) return wrong("names no database");
  CAMERAMONIT_ASSIGN_OR_RETURN(options.database, percentDecoded(rest.substr(slash + 1)));
  std::string_view authority = rest.substr(0, slash);
  const auto at = authority.rfind('@');
  if (at == std::string_view::npos || at == 0) return wrong("names no user");
  if (authority.substr(0, at).find(':') != std::string_view::npos) {
    return wrong("holds a password, which belongs into a setting of its own");
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(options.user, percentDecoded(authority.substr(0, at)));
  authority = authority.substr(at + 1);
  if (const auto colon = authority.rfind(':'); colon != std::string_view::npos && authority.back() != ']') {
    int port = 0;
    if (!absl::SimpleAtoi(absl::string_view(authority.data() + colon + 1, authority.size() - colon - 1), &port) ||
        port < 1 || port > 65535) {
      return wrong("has no port of 1..65535");
    }
    options.port = static_cast<std::uint16_t>(port);
    authority = authority.substr(0, colon);
  }
  if (authority.size() > 2 && authority.front() == '[') authority = authority.substr(1, authority.size() - 2);
  if (!authority.empty()) {
    CAMERAMONIT_ASSIGN_OR_RETURN(options.host, percentDecoded(authority));
  }
  return options;
}

}  // namespace

absl::StatusOr<DatabaseOptions> parseDatabaseUrl(std::string_view url, base::Secret<std::string> password) {
  constexpr std::string_view kSqlite = "sqlite:";
  constexpr std::string_view kMariadb = "mariadb://";
  DatabaseOptions options;
  if (url.substr(0, kSqlite.size()) == kSqlite) {
    SqliteOptions sqlite;
    CAMERAMONIT_ASSIGN_OR_RETURN(sqlite.path, percentDecoded(url.substr(kSqlite.size())));
    if (sqlite.path.empty()) return wrong("names no file");
    if (sqlite.path.find_first_of("\"\\") != std::string::npos) return wrong("has a file name with \" or \\");
    options.engine = std::move(sqlite);
    return options;
  }
  if (url.substr(0, kMariadb.size()) == kMariadb) {
    CAMERAMONIT_ASSIGN_OR_RETURN(options.engine, readMariadb(url.substr(kMariadb.size()), std::move(password)));
    return options;
  }
  return wrong("starts with no known scheme");
}

}  // namespace cameramonit::sql
