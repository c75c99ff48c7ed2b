#include "server/access/decide/explanation.h"

#include <algorithm>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>

#include "common/base/localized_text.h"
#include "storage/sql/proto_fields.h"

namespace cameramonit::access {
namespace {

struct Words {
  std::string pl;
  std::string en;
};

void weigh(v1::TestAccessResponse& response, const std::string& grant, bool allows, const Words& words) {
  v1::TestAccessResponse::Weighed& weighed = *response.add_weighed();
  weighed.set_grant(grant);
  weighed.set_allows(allows);
  *weighed.mutable_reason() = base::localized(words.pl, words.en);
}

std::string when(absl::Time time, const absl::TimeZone& zone) {
  return absl::FormatTime("%Y-%m-%d %H:%M", time, zone);
}

Words rightWords(Right right) {
  switch (right) {
    case policy::v1::Policy::RIGHT_RECORDINGS:
      return {"odtwarzania nagrań", "to play recordings"};
    case policy::v1::Policy::RIGHT_LIVE:
      return {"podglądu na żywo", "to see the live picture"};
    case policy::v1::Policy::RIGHT_EXPORT:
      return {"pobierania plików", "to take files away"};
    case policy::v1::Policy::RIGHT_CHANGE:
      return {"dodawania filmów i nazw", "to add films and names"};
    default:
      return {"przeglądania zdarzeń", "to see events"};
  }
}

template <typename List, typename Value>
bool allows(const List& list, const Value& value) {
  return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
}

/// Why the event is not among those that the rule shows; both empty when it is.
Words whyHidden(const Rule& rule, const v1::EventFacts& event, absl::Time now) {
  const v1::EventTerms& terms = rule.terms;
  if (!allows(terms.kinds(), static_cast<int>(event.kind()))) {
    return {"Nie obejmuje zdarzeń tego rodzaju.", "It does not include events of this kind."};
  }
  if (!allows(terms.object_classes(), event.object_class())) {
    return {absl::StrCat("Nie obejmuje obiektów klasy „", event.object_class(), "”."),
            absl::StrCat("It does not include objects of class \"", event.object_class(), "\".")};
  }
  if (!allows(terms.zones(), event.zone())) {
    return {absl::StrCat("Nie obejmuje strefy „", event.zone(), "”."),
            absl::StrCat("It does not include the zone \"", event.zone(), "\".")};
  }
  if (!allows(terms.labels(), event.label())) {
    return {absl::StrCat("Nie obejmuje nazwy „", event.label(), "”."),
            absl::StrCat("It does not include the name \"", event.label(), "\".")};
  }
  if (event.severity() < terms.minimum_severity()) {
    return {"Zdarzenie jest mniej ważne, niż pokazuje to uprawnienie.",
            "The event matters less than what this grant shows."};
  }
  if (!shows(rule, event, now)) {
    return {absl::StrCat("Sięga wstecz tylko do ", when(now - rule.lookBack, rule.zone), "."),
            absl::StrCat("It only goes back to ", when(now - rule.lookBack, rule.zone), ".")};
  }
  return {};
}

/// Weighs one rule; whether it allows.
bool weighRule(const Rule& rule, const v1::TestAccessRequest& request, absl::Time now,
               v1::TestAccessResponse& response) {
  const Words right = rightWords(request.right());
  const auto refuse = [&](const Words& words) {
    weigh(response, rule.grant, false, words);
    return false;
  };
  if ((rule.rights & bitOf(request.right())) == 0) {
    return refuse(
        {absl::StrCat("Nie daje prawa do ", right.pl, "."), absl::StrCat("It gives no right ", right.en, ".")});
  }
  if (now < rule.from) {
    return refuse({absl::StrCat("Zaczyna się ", when(rule.from, rule.zone), "."),
                   absl::StrCat("It begins on ", when(rule.from, rule.zone), ".")});
  }
  if (now >= rule.until) {
    return refuse({absl::StrCat("Skończyło się ", when(rule.until, rule.zone), "."),
                   absl::StrCat("It ended on ", when(rule.until, rule.zone), ".")});
  }
  if (!isActive(rule, now)) {
    return refuse({absl::StrCat("O tej porze (", when(now, rule.zone), ") nie wolno patrzeć."),
                   absl::StrCat("One may not look at this hour (", when(now, rule.zone), ").")});
  }
  if (request.has_event()) {
    if (const Words hidden = whyHidden(rule, request.event(), now); !hidden.en.empty()) return refuse(hidden);
  }
  const bool own = absl::StartsWith(rule.subject, "users/");
  weigh(response, rule.grant, true,
        {absl::StrCat(own ? "Daje osobie" : "Daje grupie ", own ? "" : rule.subject.substr(7), " prawo do ", right.pl,
                      " w ", rule.resource, "."),
         absl::StrCat("It gives ", own ? "the person" : absl::StrCat("the group ", rule.subject.substr(7)),
                      " the right ", right.en, " in ", rule.resource, ".")});
  return true;
}

/// Whether a rule is about the resource, or about something in it when that is a project.
bool concerns(const Rule& rule, const std::string& resource) {
  const std::string channel = channelOf(resource);
  if (rule.resource == projectOf(resource)) return true;
  return channel.empty() ? projectOf(rule.resource) == projectOf(resource) : rule.resource == channel;
}

}  // namespace

v1::TestAccessResponse explain(const std::shared_ptr<const Person>& person, const v1::TestAccessRequest& asked,
                               absl::Time now) {
  v1::TestAccessRequest request = asked;
  if (request.right() == policy::v1::Policy::RIGHT_UNSPECIFIED) request.set_right(policy::v1::Policy::RIGHT_SEE);
  v1::TestAccessResponse response;
  const Words right = rightWords(request.right());
  const View view(person, now);
  bool allowed = false;
  bool decided = true;
  if (person->disabled) {
    weigh(response, "", false, {"Konto jest wyłączone.", "The account is disabled."});
  } else if (now >= person->expires) {
    weigh(response, "", false, {"Konto wygasło.", "The account has expired."});
  } else if (view.everything()) {
    weigh(response, "", true, {"Administrator może wszystko.", "An administrator may do everything."});
    allowed = true;
  } else {
    decided = false;
  }
  if (!decided) {
    for (const Rule& rule : person->rules) {
      if (concerns(rule, request.resource())) allowed = weighRule(rule, request, now, response) || allowed;
    }
    if (response.weighed().empty()) {
      weigh(response, "", false,
            {absl::StrCat("Nic z ", request.resource(), " nie zostało przyznane tej osobie ani jej grupom."),
             absl::StrCat("Nothing in ", request.resource(), " was granted to this person or to their groups.")});
    }
  }
  response.set_allowed(allowed);
  *response.mutable_summary() =
      allowed ? base::localized(absl::StrCat("Tak: ", person->name, " ma prawo do ", right.pl, "."),
                                absl::StrCat("Yes: ", person->name, " has the right ", right.en, "."))
              : base::localized(absl::StrCat("Nie: ", person->name, " nie ma prawa do ", right.pl, "."),
                                absl::StrCat("No: ", person->name, " has no right ", right.en, "."));
  if (view.until() != absl::InfiniteFuture()) *response.mutable_until_time() = sql::timestampOf(view.until());
  return response;
}

}  // namespace cameramonit::access
