#include "server/registry/import/camera_gatherer.h"

#include <algorithm>
#include <utility>

namespace cameramonit::registry {
namespace {

template <typename T>
void take(std::optional<T>& to, const std::optional<T>& from) {
  if (from) to = from;
}

bool saysLogin(const RawCamera& camera) {
  return camera.user || camera.password || camera.userSame || camera.passwordSame || camera.passwordLater;
}

}  // namespace

bool CameraGatherer::conflicts(Field field, const RawCamera& value) const {
  switch (field) {
    case Field::kName:
      return (current_.name && !current_.weakName && (current_.saysWhere() || saysLogin(current_))) ||
             (current_.weakName && current_.saysWhere() && saysLogin(current_)) ||
             (!current_.name && current_.saysWhere() && saysLogin(current_) && blankSinceWhere_);
    case Field::kUrl:
      // "IP: 10.0.0.4" and then the address with that number in it are one camera's.
      if (!current_.url && current_.host && value.url && value.url->find(*current_.host) != std::string::npos)
        return false;
      return current_.url.has_value() ||
             (current_.host && !value.path && !current_.onvif && current_.host != value.host);
    case Field::kHost:
      return current_.host.has_value();
    case Field::kUser:
    case Field::kLogin:
      return current_.user.has_value() || current_.userSame;
    case Field::kPassword:
      return current_.password.has_value() || current_.passwordSame;
    default:
      return false;
  }
}

void CameraGatherer::add(Field field, const RawCamera& value) {
  if (conflicts(field, value)) flush();
  const bool where = field == Field::kUrl || field == Field::kHost;
  if (where && !current_.saysWhere()) {
    loginApart_ = saysLogin(current_) && blankBeforeWhere_;
    blankSinceWhere_ = false;
  }
  const bool login = field == Field::kUser || field == Field::kPassword || field == Field::kLogin;
  if (login && current_.saysWhere() && blankSinceWhere_) loginApart_ = true;
  if (login && !current_.saysWhere()) blankBeforeWhere_ = false;
  if (value.name) current_.weakName = false;
  take(current_.name, value.name);
  take(current_.url, value.url);
  take(current_.subUrl, value.subUrl);
  take(current_.host, value.host);
  take(current_.port, value.port);
  take(current_.path, value.path);
  take(current_.user, value.user);
  take(current_.password, value.password);
  current_.onvif = current_.onvif || value.onvif;
  current_.userSame = current_.userSame || value.userSame;
  current_.passwordSame = current_.passwordSame || value.passwordSame;
  current_.passwordLater = current_.passwordLater || value.passwordLater;
  if (where) blankSinceWhere_ = false;
}

void CameraGatherer::addWeakName(const std::string& name) {
  if (current_.name && current_.saysWhere()) flush();
  if (current_.name && !current_.weakName) return;
  current_.name = name;
  current_.weakName = true;
}

void CameraGatherer::addWeakNameHere(const std::string& name) {
  if (current_.name && !current_.weakName) return;
  current_.name = name;
  current_.weakName = true;
}

void CameraGatherer::addCamera(const RawCamera& camera) {
  flush();
  reading_.cameras.push_back(camera);
  apart_.push_back(false);
}

void CameraGatherer::addShared(const RawCamera& login) {
  take(reading_.sharedUser, login.user);
  take(reading_.sharedPassword, login.password);
}

void CameraGatherer::noteBlankLine() {
  blankSinceWhere_ = true;
  blankBeforeWhere_ = true;
}

void CameraGatherer::flush() {
  RawCamera camera = std::exchange(current_, {});
  const bool apart = std::exchange(loginApart_, false);
  blankSinceWhere_ = blankBeforeWhere_ = false;
  if (camera.empty()) return;
  const bool loginAlone = !camera.saysWhere() && (!camera.name || camera.weakName) && saysLogin(camera);
  if (loginAlone && !reading_.cameras.empty() && !camera.name) {
    addShared(camera);
    return;
  }
  reading_.cameras.push_back(std::move(camera));
  apart_.push_back(apart);
}

/// One login that stood apart from the addresses, before or behind them, is everybody's.
void CameraGatherer::shareLogin() {
  auto& cameras = reading_.cameras;
  if (cameras.size() < 2 || reading_.sharedUser || reading_.sharedPassword) return;
  const auto with = std::find_if(cameras.begin(), cameras.end(), saysLogin);
  if (with == cameras.end()) return;
  const bool alone = std::count_if(cameras.begin(), cameras.end(), saysLogin) == 1;
  const bool edge = with == cameras.begin() || with + 1 == cameras.end();
  if (!alone || !edge || !apart_[static_cast<std::size_t>(with - cameras.begin())]) return;
  reading_.sharedUser = with->user;
  reading_.sharedPassword = with->password;
}

RawReading CameraGatherer::finish() {
  flush();
  shareLogin();
  RawCamera before;
  for (RawCamera& camera : reading_.cameras) {
    if (camera.userSame && !camera.user) camera.user = before.user;
    if (camera.passwordSame && !camera.password) camera.password = before.password;
    if (!camera.user) camera.user = reading_.sharedUser;
    if (!camera.password && !camera.passwordLater) camera.password = reading_.sharedPassword;
    if (camera.user) before.user = camera.user;
    if (camera.password) before.password = camera.password;
  }
  return std::move(reading_);
}

}  // namespace cameramonit::registry
