# One module = one folder of src/: an OBJECT library shared by the program and the tests, so that nothing that registers
# or is only used by a test is dropped by a linker. *_test.cpp files go into the test binary.
set(BROADSHEET_OBJECTS "" CACHE INTERNAL "")
set(BROADSHEET_TESTS "" CACHE INTERNAL "")

# Sources of a target are compiled as one unit where they share a UNITY_GROUP; decision 0022.
function(broadsheet_unite target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  # One unit has no header of its own: what a file keeps to itself may stand in a type of the next one.
  target_compile_options(${target} PRIVATE -Wno-subobject-linkage)
endfunction()

# With BROADSHEET_UNITY the sources of a folder are one unit, except that what calls JSON's values `Value` stands apart from
# what calls the theme's so.
function(broadsheet_unity target)
  # The files around ICU each keep their own few lines for its strings and errors: no header may name its types.
  if(NOT BROADSHEET_UNITY OR target STREQUAL "platform_text")
    return()
  endif()
  broadsheet_unite(${target})
  foreach(source ${ARGN})
    set(group pages)
    file(STRINGS ${source} of_json REGEX "^using json::Value;" LIMIT_COUNT 1)
    if(of_json)
      set(group json)
    endif()
    set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${group})
  endforeach()
endfunction()

# The tests of a folder are one unit, too; main.cpp stays alone, as it is doctest itself.
function(broadsheet_unity_tests target)
  if(NOT BROADSHEET_UNITY)
    return()
  endif()
  broadsheet_unite(${target})
  foreach(source ${ARGN})
    get_filename_component(folder ${source} DIRECTORY)
    string(REPLACE "${CMAKE_SOURCE_DIR}/" "" folder "${folder}")
    string(MAKE_C_IDENTIFIER "${folder}" group)
    if(NOT source MATCHES "tests/main\\.cpp$")
      set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${group})
    endif()
  endforeach()
endfunction()

function(broadsheet_module folder)
  cmake_parse_arguments(ARG "" "" "INCLUDES" ${ARGN})
  string(REPLACE "/" "_" target "${folder}")
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${folder}/*.cpp)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "(_test|/main)\\.cpp$")
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  set(BROADSHEET_TESTS "${BROADSHEET_TESTS};${tests}" CACHE INTERNAL "")
  if(sources)
    add_library(${target} OBJECT ${sources})
    target_include_directories(${target} SYSTEM PRIVATE ${ARG_INCLUDES})
    broadsheet_unity(${target} ${sources})
    # Where most of the time goes; the features are compiled faster without, and hardly run slower.
    if(BROADSHEET_SANITIZE AND folder MATCHES "^(platform|site)")
      target_compile_options(${target} PRIVATE -O1)
    endif()
    set(BROADSHEET_OBJECTS "${BROADSHEET_OBJECTS};$<TARGET_OBJECTS:${target}>" CACHE INTERNAL "")
    set(BROADSHEET_MODULES "${BROADSHEET_MODULES};${target}" CACHE INTERNAL "")
  endif()
endfunction()
