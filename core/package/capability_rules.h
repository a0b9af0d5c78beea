// capability_rules.h - the members of one entry of "capabilities"; private to the folder.
#ifndef CHELA_PACKAGE_CAPABILITY_RULES_H
#define CHELA_PACKAGE_CAPABILITY_RULES_H

#include "base/fields.h"

// `fields->user` is the whole manifest, for references between capabilities.
chela__field_check chela__capability_rules, chela__capability_known;

#endif
