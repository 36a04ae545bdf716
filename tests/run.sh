#!/usr/bin/env bash
# `bash tests/run.sh ARGS`: all tests; those in real time afterwards, when nothing else runs.
# A story that failed there is told once more, alone: the machine may have been slow.
set -u
export PYTHONDONTWRITEBYTECODE= # what one process has compiled hundreds of others read
pytest() { .venv/bin/pytest --dist loadgroup -rfEs "$@"; }
stories() { pytest -m alone -o cache_dir=var/stories "$@"; }
over() { [ "$1" -ne 0 ] && [ "$1" -ne 1 ] && [ "$1" -ne 5 ]; } # Ctrl-C, or nothing to go on with

pytest -n 3 -m "not alone" "$@"
others=$?
over $others && exit $others
[ $others = 1 ] && echo "teplofon: something above is broken; what happens in real time comes now"

stories -n 3 --no-loadscope-reorder --cache-clear "$@"
told=$?
if [ $told = 1 ]; then
    echo "teplofon: a story missed its time, or is broken: what failed once more, one by one"
    stories -n 1 --last-failed --last-failed-no-failures none "$@"
    told=$?
    [ $told = 5 ] && told=1 # it cannot even be found again
fi

[ $others = 5 ] && exit $told
[ $told = 5 ] && exit $others
exit $((others | told))
