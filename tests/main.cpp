// The test binary: rules as tables of cases (*_test.cpp beside what they test) and the runners of this folder.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
