#include "server/chat/model/remote_question_model.h"

#include <utility>

#include "server/chat/model/question_proposal.h"

namespace cameramonit::chat {

RemoteQuestionModel::RemoteQuestionModel(Options options, const Understander& understander, ChatStateTable& states,
                                         const base::Clock& clock, log::Logger& log)
    : options_(std::move(options)),
      understander_(understander),
      log_(log),
      endpoint_(options_.endpoint),
      budget_(states, clock, options_.callsPerDay) {}

std::optional<Question> RemoteQuestionModel::propose(const std::string& text, const std::string& project,
                                                     const Context& context) {
  if (!options_.projects.contains(project) && !options_.projects.contains("*")) return std::nullopt;
  if (!budget_.take()) return std::nullopt;
  const auto reply = endpoint_.post(proposalRequest(options_.model, text, understander_, context));
  if (!reply.ok()) {
    budget_.failed();
    log_.warn("language_model.unavailable", {{"status", reply.status().ToString()}});
    return std::nullopt;
  }
  auto question = proposalFrom(*reply, understander_, context);
  if (!question.ok()) {
    log_.warn("language_model.refused", {{"status", question.status().ToString()}});
    return std::nullopt;
  }
  return *std::move(question);
}

}  // namespace cameramonit::chat
