package container

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// label says whose a container or image is. It is a single one, since each costs a step of an image's build.
const label = "org.contravene.session"

// owner is the label's value: an identifier for this process, its machine, its number, when it started where the system
// says so (numbers are used again), and when it first asked.
var owner = sync.OnceValue(func() string {
	pid := os.Getpid()
	return mark{session(), hostname(), pid, startOf(pid), time.Now().Unix()}.String()
})

// mark is an owner taken apart.
type mark struct {
	session, host string
	pid           int
	start         string
	born          int64 // in seconds since 1970
}

func (m mark) String() string {
	return fmt.Sprintf("%s host=%s pid=%d start=%s born=%d", m.session, m.host, m.pid, m.start, m.born)
}

// parseMark leaves at zero what cannot be read.
func parseMark(text string) mark {
	var m mark
	for i, field := range strings.Fields(text) {
		key, value, _ := strings.Cut(field, "=")
		switch {
		case i == 0:
			m.session = field
		case key == "host":
			m.host = value
		case key == "pid":
			m.pid, _ = strconv.Atoi(value)
		case key == "start":
			m.start = value
		case key == "born":
			m.born, _ = strconv.ParseInt(value, 10, 64)
		}
	}
	return m
}

// oldest is how long something may live whose owner cannot be looked up: it runs on another machine, or the system does
// not tell processes of one number apart. A nightly run is shorter.
const oldest = 24 * time.Hour

var session = sync.OnceValue(func() string {
	b := make([]byte, 8)
	_, _ = rand.Read(b) // It never fails; see crypto/rand.
	return hex.EncodeToString(b)
})

var builds atomic.Int64

// imageName gives a name that no other build of any process has.
func imageName() (repo, tag string) {
	return "contravene-under-test", session() + "-" + strconv.FormatInt(builds.Add(1), 10)
}

// hostname tells machines that share one Docker apart, and containers that see it through a mounted socket.
func hostname() string {
	name, err := os.Hostname()
	if err != nil {
		return "unknown"
	}
	return name
}

// abandoned decides whether something may be removed. When in doubt it is kept.
func abandoned(m mark, now time.Time) bool {
	old := m.born > 0 && now.Sub(time.Unix(m.born, 0)) > oldest
	if m.pid <= 0 || m.host != hostname() {
		return old
	}
	if !alive(m.pid) {
		return true
	}
	start := startOf(m.pid)
	if start == "" || m.start == "" {
		return old
	}
	return start != m.start
}

// startOf gives when a process started, in ticks since the machine did (proc(5), field 22 of stat), or "" where the system
// has no such file.
func startOf(pid int) string {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return ""
	}
	// The second field is the program's name in brackets and may hold anything.
	text := string(stat)
	fields := strings.Fields(text[strings.LastIndexByte(text, ')')+1:])
	if len(fields) < 20 {
		return ""
	}
	return fields[19]
}
