package bridge

import (
	"bufio"
	"cmp"
	"debug/elf"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// locate finds the counters of this process: the executable says where they stand, the kernel to where it was moved.
func locate() ([]byte, error) {
	file, err := elf.Open("/proc/self/exe")
	if err != nil {
		return nil, fmt.Errorf("read the test binary: %w", err)
	}
	defer func() { _ = file.Close() }()
	counters := file.Section(section)
	if counters == nil || counters.Size == 0 {
		return nil, errAbsent
	}
	spans, err := memory()
	if err != nil {
		return nil, err
	}
	moved, err := slide(file, spans)
	if err != nil {
		return nil, err
	}
	start, size := counters.Addr+moved, counters.Size
	if size > maxRegion || !writable(spans, start, start+size) {
		return nil, errors.New("the counters do not stand where the test binary says")
	}
	return overlay(uintptr(start), uintptr(size)), nil
}

// span is one line of the process's memory map.
type span struct {
	start, end, offset uint64
	writable           bool
	file               string
}

// memory reads the process's memory map, whose form is in proc_pid_maps(5).
func memory() ([]span, error) {
	file, err := os.Open("/proc/self/maps")
	if err != nil {
		return nil, fmt.Errorf("read the memory map: %w", err)
	}
	defer func() { _ = file.Close() }()
	var spans []span
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) < 5 {
			continue
		}
		from, to, _ := strings.Cut(fields[0], "-")
		s := span{writable: strings.HasPrefix(fields[1], "rw"), file: strings.Join(fields[5:], " ")}
		var errs [3]error
		s.start, errs[0] = strconv.ParseUint(from, 16, 64)
		s.end, errs[1] = strconv.ParseUint(to, 16, 64)
		s.offset, errs[2] = strconv.ParseUint(fields[2], 16, 64)
		if err := errors.Join(errs[:]...); err != nil {
			return nil, fmt.Errorf("read the memory map: %w", err)
		}
		spans = append(spans, s)
	}
	return spans, lines.Err()
}

// slide is by how much the executable was moved in memory; 0 unless it was built as position independent.
func slide(file *elf.File, spans []span) (uint64, error) {
	if file.Type != elf.ET_DYN {
		return 0, nil
	}
	name, err := os.Readlink("/proc/self/exe")
	if err != nil {
		return 0, fmt.Errorf("name the test binary: %w", err)
	}
	for _, p := range file.Progs {
		if p.Type != elf.PT_LOAD {
			continue
		}
		page := cmp.Or(p.Align, 1)
		for _, s := range spans {
			if s.file == name && s.offset == p.Off/page*page {
				return s.start - p.Vaddr/page*page, nil
			}
		}
	}
	return 0, errors.New("the test binary is not in the memory map")
}

// writable reports whether all of [start, end) can be written.
func writable(spans []span, start, end uint64) bool {
	for _, s := range spans { // which come in the order of their addresses
		if s.writable && s.start <= start && start < s.end {
			start = min(s.end, end)
		}
	}
	return start == end
}
