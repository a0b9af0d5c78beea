# docs/oem.md, command by command: what the page says behind # is what must come out.
. "$CHELA_SOURCE/tests/e2e/lib.sh"
cd "$home"
PATH="$CHELA_BUILD/bin:$PATH"
export PATH CMAKE_BUILD_PARALLEL_LEVEL=1
unset -f chela

# The page as lines "run COMMAND" and its documents as files.
python3 - "$CHELA_SOURCE/docs/oem.md" >commands <<'END'
import re, sys
page = open(sys.argv[1], encoding="utf-8").read()
for kind, name, body in re.findall(r"^```(\w+) ?(\S*)\n(.*?)^```$", page, re.M | re.S):
    if kind == "sh":
        print(body, end="")
    elif name:
        open(name, "w", encoding="utf-8").write(body)
END

count=0
while IFS= read -r line <&3; do
    command=${line%% \# *} said=""
    case $line in *" # "*) said=${line#* \# } ;; esac
    case $command in export*) eval "$command"; continue ;; esac
    wanted=0
    case $said in
    "refused: "*) wanted=3 said=${said#refused: } ;;
    "exit "*) wanted=${said#exit } said="" ;;
    esac
    expect "$wanted" sh -c "$command"
    has "$out$(cat "$home/.said")" "$said"
    count=$((count + 1))
done 3<commands
[ "$count" -gt 40 ] || fail "only $count commands were found in the page"
