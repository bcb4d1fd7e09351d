// JSON Schemas (2020-12) as values, for the documents of API operations. Not a validator: what is really accepted is
// ApiInput's and the features' to say.
#pragma once

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "platform/json/json.h"

namespace broadsheet::schema {

json::Value text(const std::string& about = {});
json::Value one_of(const std::vector<std::string>& names, const std::string& about = {});
json::Value integer(const std::string& about = {});
json::Value flag(const std::string& about = {});
json::Value instant(const std::string& about = {});
json::Value list(json::Value items, const std::string& about = {});
/// Edition id → value.
json::Value by_edition(json::Value value, const std::string& about = {});
/// An object of known members; names ending in `?` may be left out. Nothing else is allowed in it.
json::Value object(std::initializer_list<std::pair<std::string, json::Value>> members, const std::string& about = {});
/// The typed document of a body: `{"v":1,"blocks":[…]}`.
json::Value document();

}  // namespace broadsheet::schema
