# shellcheck shell=bash
stop_demo_source() { :; }
demo() { :; }
