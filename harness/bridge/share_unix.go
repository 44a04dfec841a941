//go:build unix

package bridge

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"syscall"
	"unsafe"
)

// found makes the memory that the workers share, and the name by which they find it. It is gone when drop is called, and on Linux
// also when this process is killed: there the file has no name but the one that the process gives it.
func found() (t *table, name string, drop func(), err error) {
	file, err := os.CreateTemp("", "contravene-features-*")
	if err != nil {
		return nil, "", nil, fmt.Errorf("make the table of features: %w", err)
	}
	drop = func() { _ = errors.Join(file.Close(), os.Remove(file.Name())) }
	if err := file.Truncate(int64(unsafe.Sizeof(table{}))); err != nil {
		drop()
		return nil, "", nil, fmt.Errorf("make the table of features: %w", err)
	}
	if t, err = attach(file); err != nil {
		drop()
		return nil, "", nil, err
	}
	t.version.Store(version)
	name = file.Name()
	if runtime.GOOS == "linux" {
		short := fmt.Sprintf("/proc/%d/fd/%d", os.Getpid(), file.Fd())
		if _, err := os.Stat(short); err == nil && os.Remove(file.Name()) == nil {
			name, drop = short, func() { _ = file.Close() }
		}
	}
	return t, name, drop, nil
}

// join opens the memory that the coordinator made.
func join(name string) (*table, error) {
	file, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return nil, fmt.Errorf("open the table of features: %w", err)
	}
	defer func() { _ = file.Close() }()
	info, err := file.Stat()
	if err != nil {
		return nil, fmt.Errorf("open the table of features: %w", err)
	}
	if info.Size() != int64(unsafe.Sizeof(table{})) {
		return nil, errors.New("the table of features is of another version")
	}
	t, err := attach(file)
	if err == nil && t.version.Load() != version {
		return nil, errors.New("the table of features is of another version")
	}
	return t, err
}

// attach maps the file into memory, where it stays as long as the process lives.
func attach(file *os.File) (*table, error) {
	memory, err := syscall.Mmap(int(file.Fd()), 0, int(unsafe.Sizeof(table{})), syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED)
	if err != nil {
		return nil, fmt.Errorf("share the table of features: %w", err)
	}
	return (*table)(unsafe.Pointer(unsafe.SliceData(memory))), nil // the size is that of the table, and pages are aligned
}
