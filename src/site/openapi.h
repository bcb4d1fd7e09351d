// The OpenAPI 3.1 document, made from the route table: every API operation that is declared, and none besides. Not a
// hand-written text: what it says of an operation stands where the operation is mounted.
#pragma once

#include <string>
#include <vector>

#include "platform/json/json.h"
#include "site/routes.h"

namespace broadsheet {

/// The document for the declared routes whose surface is Api. `url`: the paper's own address.
json::Value openapi(const std::vector<Declared>& declared, const std::string& url);

/// GET /api/openapi.json. Mount it last: it says what was declared by then.
void mount_openapi(Routes& routes, const std::string& url);

}  // namespace broadsheet
