// layout_cxx.cpp - the same tables through the eyes of C++.
#include "layout.c"
