// missing-symbol - exports nothing.
int
something_else(void);

__attribute__((visibility("default"))) int
something_else(void)
{
    return 1;
}
