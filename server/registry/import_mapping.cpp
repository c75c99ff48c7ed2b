#include "server/registry/import_mapping.h"

#include <string>

#include "common/base/localized_text.h"

namespace cameramonit::registry {
namespace {

v1::ImportAction actionOf(ImportIntent intent) {
  switch (intent) {
    case ImportIntent::kAdd:
      return v1::IMPORT_ACTION_ADD;
    case ImportIntent::kUpdate:
      return v1::IMPORT_ACTION_UPDATE;
    case ImportIntent::kRemove:
      return v1::IMPORT_ACTION_REMOVE;
    case ImportIntent::kReject:
      return v1::IMPORT_ACTION_REJECT;
    case ImportIntent::kNone:
      return v1::IMPORT_ACTION_NONE;
  }
  return v1::IMPORT_ACTION_UNSPECIFIED;
}

v1::ImportProblem problemOf(ImportIssue issue) {
  switch (issue) {
    case ImportIssue::kMissingName:
      return v1::IMPORT_PROBLEM_MISSING_NAME;
    case ImportIssue::kMissingUrl:
      return v1::IMPORT_PROBLEM_MISSING_URL;
    case ImportIssue::kMissingUser:
      return v1::IMPORT_PROBLEM_MISSING_USER;
    case ImportIssue::kMissingPassword:
      return v1::IMPORT_PROBLEM_MISSING_PASSWORD;
    case ImportIssue::kInvalidUrl:
      return v1::IMPORT_PROBLEM_INVALID_URL;
    case ImportIssue::kUnauthorisedSender:
      return v1::IMPORT_PROBLEM_UNAUTHORISED_SENDER;
  }
  return v1::IMPORT_PROBLEM_UNSPECIFIED;
}

const char* fieldOf(ImportIssue issue) {
  switch (issue) {
    case ImportIssue::kMissingName:
      return "name";
    case ImportIssue::kMissingUser:
      return "user";
    case ImportIssue::kMissingPassword:
      return "password";
    default:
      return "url";
  }
}

void addRemark(Suspicion suspicion, v1::CameraDraft& draft) {
  v1::CameraDraft::Remark& remark = *draft.add_suspicious();
  const auto say = [&remark](const char* field, const char* pl, const char* en) {
    remark.set_field(field);
    *remark.mutable_text() = base::localized(pl, en);
  };
  switch (suspicion) {
    case Suspicion::kGuessedName:
      return say("name", "Nazwa została odgadnięta z miejsca w tekście. Sprawdź ją.",
                 "The name was guessed from where it stood. Check it.");
    case Suspicion::kRawCharacters:
      return say("password", "Hasło w adresie zawiera znaki, które w adresie coś znaczą. Sprawdź, czy jest całe.",
                 "The password in the address holds characters that mean something there. Check that it is whole.");
    case Suspicion::kGuessedScheme:
      return say("url", "Adres nie miał początku; przyjęto rtsp://.",
                 "The address had no beginning; rtsp:// was assumed.");
    case Suspicion::kBlankInPassword:
      return say("password", "Hasło zawiera odstęp. Sprawdź, czy jest całe i nic do niego nie przylgnęło.",
                 "The password holds a blank. Check that it is whole and nothing sticks to it.");
    case Suspicion::kRefusedAddress:
      return say("url", "Tego adresu nie można użyć. Podaj adres zaczynający się od rtsp://.",
                 "This address cannot be used. Give one that begins with rtsp://.");
  }
}

}  // namespace

v1::ImportCamerasResponse toProto(const ImportedText& text) {
  v1::ImportCamerasResponse response;
  response.set_action(actionOf(text.intent));
  response.set_language(text.language == TextLanguage::kPolish ? type::v1::LANGUAGE_PL : type::v1::LANGUAGE_EN);
  response.set_sender(text.sender);
  for (const ImportIssue issue : text.problems) response.add_problems(problemOf(issue));
  for (const ImportedCamera& camera : text.cameras) {
    v1::CameraDraft& draft = *response.add_drafts();
    draft.set_action(text.intent == ImportIntent::kReject ? v1::IMPORT_ACTION_ADD : actionOf(text.intent));
    draft.set_display_name(camera.name);
    if (camera.address) draft.set_address(*camera.address);
    if (camera.address) draft.set_protocol(camera.address->substr(0, camera.address->find(':')));
    if (!camera.onvifHost.empty()) {
      draft.set_onvif_host(camera.onvifHost);
      draft.set_onvif_port(camera.onvifPort);
      draft.set_protocol("onvif");
    }
    if (camera.user) draft.set_user(*camera.user);
    if (camera.password) draft.set_password(camera.password->reveal());
    draft.set_refused_address(camera.refusedAddress);
    for (const ImportIssue issue : camera.missing) draft.add_missing(fieldOf(issue));
    for (const Suspicion suspicion : camera.suspicions) addRemark(suspicion, draft);
  }
  return response;
}

}  // namespace cameramonit::registry
