// fuzz_package.c - the archive reader on bytes that no signature has vouched for, and files.json.
#include "fuzz/fuzz.h"
#include "package/files_json.h"
#include "package/tree.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct chela__tree tree  = {NULL, 0};
    json_t            *files = NULL;
    struct chela_error err   = {0};
    if (chela__archive_read(data, size, &tree, &err) < 0) {
        FUZZ_CHECK(err.text[0] && !tree.count);
    } else {
        for (size_t i = 0; i < tree.count; i++)
            FUZZ_CHECK(chela__tree_path_valid(tree.files[i].path));
        const struct chela__tree_file *listed = chela__tree_find(&tree, "files.json");
        if (listed && chela__files_read(listed->data, listed->len, &files, NULL) == CHELA_OK)
            (void)chela__files_check(files, &tree, NULL);
    }
    json_decref(files);
    chela__tree_done(&tree);
    return 0;
}
