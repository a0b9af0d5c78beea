// manifest_rules.c - which members a manifest may have and what they may say (design.md section 4
// as tables); called by manifest.c before anything is taken over.
#include "package/manifest_rules.h"

#include <string.h>

#include "base/json.h"
#include "package/capability_rules.h"
#include "base/fields.h"
#include "package/manifest.h"

static chela_status
check_format(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    if (json_is_integer(value) && json_integer_value(value) == 1)
        return CHELA_OK;
    return chela__fields_fault(fields, "this version of Chela reads manifests of format 1");
}

static chela_status
check_id(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    if (json_is_string(value) && chela__plugin_id_valid(json_string_value(value)))
        return CHELA_OK;
    return chela__fields_fault(fields,
                               "expected an id such as \"org.example.notes\": lower-case "
                               "labels, at least one dot, at most %d bytes",
                               CHELA__ID_MAX);
}

static chela_status
check_version(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    if (json_is_string(value) && chela__version_valid(json_string_value(value)))
        return CHELA_OK;
    return chela__fields_fault(fields, "expected MAJOR.MINOR.PATCH such as \"1.2.0\"");
}

static chela_status
check_concurrency(struct chela__fields *fields, const char *name, json_t *value)
{
    static const char *const names[] = {"serial", "parallel", NULL};
    (void)name;
    return chela__fields_choice(fields, value, names);
}

static chela_status
check_life(struct chela__fields *fields, const char *name, json_t *value)
{
    static const char *const names[] = {"idle", "task", "resident", NULL};
    (void)name;
    return chela__fields_choice(fields, value, names);
}

static chela_status
check_process(struct chela__fields *fields, const char *name, json_t *value)
{
    static const char *const names[] = {"worker", "host", NULL};
    (void)name;
    return chela__fields_choice(fields, value, names);
}

// True for "..", and for "../" or "/.." anywhere.
static bool
climbs(const char *path, size_t len)
{
    for (size_t i = 0; i + 1 < len; i++)
        if (path[i] == '.' && path[i + 1] == '.' && (!i || path[i - 1] == '/') &&
            (i + 2 == len || path[i + 2] == '/'))
            return true;
    return false;
}

static bool
path_root_known(const char *path, size_t len)
{
    static const char *const roots[] = {"~", "$data", "$cache"};
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++) {
        size_t root = strlen(roots[i]);
        if (len >= root && !memcmp(path, roots[i], root) && (len == root || path[root] == '/'))
            return true;
    }
    return (len && path[0] == '/') || (len > 8 && !memcmp(path, "$config/", 8));
}

// files:PATH:r or files:PATH:rw
static bool
files_valid(const char *rest)
{
    const char *mode = strrchr(rest, ':');
    if (!mode || (strcmp(mode, ":r") != 0 && strcmp(mode, ":rw") != 0))
        return false;
    size_t len = (size_t)(mode - rest);
    return path_root_known(rest, len) && !climbs(rest, len);
}

// net:HOST:PORT; both may come from $config/KEY.
static bool
net_valid(const char *rest)
{
    const char *port = strrchr(rest, ':');
    if (!port || port == rest)
        return false;
    if (!strncmp(port + 1, "$config/", 8))
        return port[9] != '\0';
    size_t digits = strspn(port + 1, "0123456789");
    return digits && digits <= 5 && !port[1 + digits];
}

static bool
name_valid(const char *rest)
{
    return *rest && !strpbrk(rest, " \t\n");
}

// exec:PROGRAM, found in the system's folders, or its absolute path.
static bool
program_valid(const char *rest)
{
    const char *slash = strchr(rest, '/');
    return name_valid(rest) && *rest != '-' && *rest != '.' && *rest != '$' && *rest != '~' &&
           (!slash || (slash == rest && rest[1] && !climbs(rest, strlen(rest))));
}

static chela_status
check_reach(struct chela__fields *fields, const char *name, json_t *value)
{
    static const struct {
        const char *prefix;
        bool (*valid)(const char *rest);
    } kinds[] = {{"files:", files_valid},
                 {"net:", net_valid},
                 {"dbus.system:", name_valid},
                 {"dbus.session:", name_valid},
                 {"exec:", program_valid}};
    (void)name;
    const char *text = json_string_value(value);
    if (text && !strcmp(text, "threads"))
        return CHELA_OK;
    for (size_t i = 0; text && i < sizeof kinds / sizeof *kinds; i++) {
        size_t len = strlen(kinds[i].prefix);
        if (!strncmp(text, kinds[i].prefix, len) && kinds[i].valid(text + len))
            return CHELA_OK;
    }
    return chela__fields_fault(fields, "expected files:PATH:r|rw (PATH from ~, $data, $cache, "
                                       "$config/KEY or /), net:HOST:PORT, dbus.system:NAME, "
                                       "dbus.session:NAME, exec:PROGRAM or threads");
}

static chela_status
check_sandbox(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    return chela__fields_list(fields, value, check_reach);
}

// A soname as DT_NEEDED has it: no folder, nothing but a name.
static chela_status
check_soname(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    const char *text = json_string_value(value);
    if (text && strstr(text, ".so") && !strchr(text, '/') && name_valid(text))
        return CHELA_OK;
    return chela__fields_fault(fields, "expected a soname such as \"libical.so.3\"");
}

static chela_status
check_libraries(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    return chela__fields_list(fields, value, check_soname);
}

static chela_status
check_amount(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    if (json_is_integer(value) && json_integer_value(value) >= 0)
        return CHELA_OK;
    return chela__fields_fault(fields, "expected a whole number of at least 0");
}

static chela_status
check_limits(struct chela__fields *fields, const char *name, json_t *value)
{
    static const struct chela__field table[] = {{"memory", check_amount, false},
                                                {"files", check_amount, false},
                                                {"file_size", check_amount, false},
                                                {"threads", check_amount, false},
                                                {NULL, NULL, false}};
    (void)name;
    return chela__fields_object(fields, value, table);
}

static chela_status
check_roles(struct chela__fields *fields, const char *name, json_t *value)
{
    if (!strstr(name, "/"))
        return chela__fields_fault(fields, "expected a reserved set such as \"chela.due/1\"");
    return chela__fields_map(fields, value, chela__capability_known);
}

static chela_status
check_provides(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    return chela__fields_map(fields, value, check_roles);
}

static chela_status
check_type(struct chela__fields *fields, const char *name, json_t *value)
{
    const char *id  = chela__json_str(fields->user, "id");
    size_t      len = id ? strlen(id) : 0;
    const char *at  = strrchr(name, '/');
    if (!len || strncmp(name, id, len) != 0 || name[len] != ':' || !at || !at[1])
        return chela__fields_fault(fields, "a plugin's own type is called \"%s:Name/1\"",
                                   id ? id : "ID");
    return chela__field_schema(fields, name, value);
}

static chela_status
check_types(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    return chela__fields_map(fields, value, check_type);
}

static chela_status
check_capabilities(struct chela__fields *fields, const char *name, json_t *value)
{
    (void)name;
    if (json_object_size(value) > CHELA__MANIFEST_MAX_CAPABILITIES)
        return chela__fields_fault(fields, "more than %d capabilities",
                                   CHELA__MANIFEST_MAX_CAPABILITIES);
    return chela__fields_map(fields, value, chela__capability_rules);
}

static const struct chela__field manifest_fields[] = {
    {"chela", check_format, true},
    {"id", check_id, true},
    {"version", check_version, true},
    {"license", chela__field_string, false},
    {"name", chela__field_texts, true},
    {"summary", chela__field_texts, true},
    {"sandbox", check_sandbox, false},
    {"libraries", check_libraries, false},
    {"limits", check_limits, false},
    {"concurrency", check_concurrency, false},
    {"process", check_process, false},
    {"life", check_life, false},
    {"config", chela__field_schema, false},
    {"requires", chela__field_strings, false},
    {"provides", check_provides, false},
    {"types", check_types, false},
    {"capabilities", check_capabilities, true},
    {NULL, NULL, false},
};

chela_status
chela__manifest_rules(json_t *manifest, struct chela_error *err)
{
    return chela__fields_document("manifest.json", manifest, manifest_fields, manifest, err);
}
