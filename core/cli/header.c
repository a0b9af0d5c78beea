// header.c - writes NAME.chela.h: prototypes that the definitions must match, the tables of
// plugin.h, and the manifest byte for byte.
#include "cli/develop.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"

#define TEXT_COLUMNS 88 // of one line of the embedded manifest

static const char *const c_words[] = {
    "auto",     "bool",     "break",  "case",     "char",     "class", "const",  "continue",
    "default",  "delete",   "do",     "double",   "else",     "enum",  "extern", "false",
    "float",    "for",      "goto",   "if",       "inline",   "int",   "long",   "new",
    "operator", "private",  "public", "return",   "register", "short", "signed", "sizeof",
    "static",   "struct",   "switch", "template", "this",     "true",  "try",    "typedef",
    "union",    "unsigned", "using",  "void",     "while"};

// A C name for a member's name: what is no letter or digit becomes "_", keywords get one more.
static void
add_c_name(struct chela__buffer *out, const char *name)
{
    if (!isalpha((unsigned char)*name))
        chela__buffer_byte(out, '_');
    for (const char *at = name; *at; at++)
        chela__buffer_byte(out, isalnum((unsigned char)*at) ? *at : '_');
    for (size_t i = 0; i < sizeof c_words / sizeof *c_words; i++)
        if (!strcmp(name, c_words[i]))
            chela__buffer_byte(out, '_');
}

static const char *
c_type(char type)
{
    switch (type) {
    case 'b':
        return "bool ";
    case 'i':
        return "int64_t ";
    case 'd':
        return "double ";
    case 'e':
        return "int32_t ";
    case 'f':
        return "int ";
    default:
        return "const char *";
    }
}

static void
add_upper(struct chela__buffer *out, const char *text)
{
    for (; *text; text++)
        chela__buffer_byte(out, isalnum((unsigned char)*text) ? (char)toupper((unsigned char)*text)
                                                              : '_');
}

// Names for the indices of an enum, when its values make names.
static void
add_choices(struct chela__buffer *out, const char *function, const struct chela__parameter *p)
{
    size_t  i;
    json_t *choice;
    json_array_foreach(p->choices, i, choice)
    {
        const char *text = json_string_value(choice);
        if (!text || !*text ||
            strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_-") != strlen(text))
            return;
    }
    chela__buffer_text(out, "enum {");
    json_array_foreach(p->choices, i, choice)
    {
        chela__buffer_text(out, i ? ", " : " ");
        add_upper(out, function);
        chela__buffer_byte(out, '_');
        add_upper(out, p->name);
        chela__buffer_byte(out, '_');
        add_upper(out, json_string_value(choice));
    }
    chela__buffer_text(out, " };\n");
}

static void
add_prototype(struct chela__buffer *out, const struct chela__function *function)
{
    chela__buffer_format(out, "chela_status\n%s(struct chela_call *call", function->name);
    for (size_t i = 0; i < function->count; i++) {
        const struct chela__parameter *p = &function->parameters[i];
        chela__buffer_format(out, ", %s", c_type(p->type));
        if (strcmp(p->name, "*") != 0)
            add_c_name(out, p->name);
        else
            chela__buffer_text(out, "input");
    }
    chela__buffer_text(out, ");\n");
}

static void
add_table(struct chela__buffer *out, const struct chela__capability *capability,
          const struct chela__function *function)
{
    chela__buffer_format(out,
                         "static const struct chela_capability %s_capability = {\n"
                         "    sizeof(struct chela_capability), 0, \"%s\", \"",
                         function->name, capability->name);
    for (size_t i = 0; i < function->count; i++) {
        const struct chela__parameter *p = &function->parameters[i];
        chela__buffer_format(out, "%s%s:%c%s", i ? " " : "", p->name, p->type,
                             p->is_optional ? "?" : "");
    }
    chela__buffer_format(out, "\", (void (*)(void))%s};\n\n", function->name);
}

static void
add_comment(struct chela__buffer *out, const struct chela__capability *capability)
{
    const char *summary = chela__localized(capability->json, "summary", "en");
    chela__buffer_format(out, "// %s", capability->name);
    if (summary)
        chela__buffer_text(out, ": ");
    for (; summary && *summary; summary++) // one line, and no line that goes on
        chela__buffer_byte(out, (unsigned char)*summary < ' ' || *summary == '\\' ? ' ' : *summary);
    chela__buffer_byte(out, '\n');
}

static chela_status
add_capability(struct chela__buffer *out, const struct chela__capability *capability,
               struct chela_error *err)
{
    struct chela__function function;
    chela_status           status = chela__function_infer(capability, &function, err);
    if (status < 0)
        return status;
    add_comment(out, capability);
    for (size_t i = 0; i < function.count; i++)
        if (function.parameters[i].choices)
            add_choices(out, function.name, &function.parameters[i]);
    add_prototype(out, &function);
    add_table(out, capability, &function);
    return CHELA_OK;
}

// The bytes as string literals; a question mark is escaped because of trigraphs.
static void
add_text(struct chela__buffer *out, const char *text, size_t len)
{
    size_t column = 0;
    chela__buffer_text(out, "\n    \"");
    for (size_t i = 0; i < len; i++) {
        unsigned char byte = (unsigned char)text[i];
        if (column >= TEXT_COLUMNS && (byte & 0xC0) != 0x80) {
            chela__buffer_text(out, "\"\n    \"");
            column = 0;
        }
        column++;
        if (byte == '"' || byte == '\\' || byte == '?')
            chela__buffer_format(out, "\\%c", byte);
        else if (byte == '\n') {
            chela__buffer_text(out, "\\n");
            column = TEXT_COLUMNS;
        } else if (byte < ' ' || byte == 0x7F)
            chela__buffer_format(out, "\\%03o", byte);
        else
            chela__buffer_byte(out, (char)byte);
    }
    chela__buffer_text(out, "\"");
}

static chela_status
add_capabilities(struct chela__buffer *out, const struct chela__manifest *manifest,
                 struct chela_error *err)
{
    for (size_t i = 0; i < manifest->capability_count; i++) {
        chela_status status = add_capability(out, manifest->capabilities[i], err);
        if (status < 0)
            return status;
    }
    return CHELA_OK;
}

static chela_status
add_list(struct chela__buffer *out, const struct chela__manifest *manifest, const char *prefix,
         struct chela_error *err)
{
    chela__buffer_format(out,
                         "static const struct chela_capability *const %s_capabilities[]\n"
                         "    CHELA_MAYBE_UNUSED = {\n",
                         prefix);
    for (size_t i = 0; i < manifest->capability_count; i++) {
        struct chela__function function;
        chela_status status = chela__function_infer(manifest->capabilities[i], &function, err);
        if (status < 0)
            return status;
        chela__buffer_format(out, "    &%s_capability,\n", function.name);
    }
    chela__buffer_text(out, "    NULL};\n\n");
    return CHELA_OK;
}

chela_status
chela__function_header(const struct chela__project *project, struct chela__buffer *ret_header,
                       struct chela_error *err)
{
    const struct chela__manifest *manifest = project->manifest;
    struct chela__buffer          out      = CHELA__BUFFER_INIT;
    char                          prefix[64];
    chela__plugin_prefix(manifest, prefix);
    chela__buffer_text(&out, "// Written by `chela bind` from manifest.json; changes are lost.\n"
                             "#pragma once\n\n#include <chela/plugin.h>\n\n"
                             "#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n");
    chela_status status = add_capabilities(&out, manifest, err);
    if (status == CHELA_OK)
        status = add_list(&out, manifest, prefix, err);
    chela__buffer_format(&out,
                         "static const char %s_id[] CHELA_MAYBE_UNUSED = \"%s\";\n"
                         "static const char %s_version[] CHELA_MAYBE_UNUSED = \"%s\";\n"
                         "static const char %s_manifest[] CHELA_MAYBE_UNUSED =",
                         prefix, manifest->id, prefix, manifest->version, prefix);
    add_text(&out, project->text, project->len);
    chela__buffer_text(&out, ";\n\n#ifdef __cplusplus\n}\n#endif\n");
    if (status == CHELA_OK && out.failed)
        status = chela__error_memory(err);
    if (status < 0)
        chela__buffer_done(&out);
    else
        *ret_header = out;
    return status;
}
