package gocover

import (
	"debug/elf"
	"debug/macho"
	"encoding/binary"
	"fmt"
)

// image is what of a program's file tells about its counters.
type image struct {
	begin, end uint64 // where the counters are
	start      uint64 // where Go's code begins
	text       uint64 // where code is
	code       []byte
	lines      []byte // the table of functions and lines
	order      func(code []byte, text uint64, visit func(at, address uint64))
}

// openImage reads a file of Linux, BSD or macOS.
func openImage(file string) (*image, error) {
	if f, err := elf.Open(file); err == nil {
		defer func() { _ = f.Close() }()
		return readELF(f)
	}
	f, err := macho.Open(file)
	if err != nil {
		return nil, fmt.Errorf("programs of this system are not known; measure coverage on Linux, BSD or macOS (%w)", err)
	}
	defer func() { _ = f.Close() }()
	return readMacho(f)
}

func readELF(f *elf.File) (*image, error) {
	x := &image{}
	for _, s := range f.Sections {
		var err error
		switch s.Name {
		case ".go.fuzzcntrs":
			x.begin, x.end = s.Addr, s.Addr+s.Size
		case ".text":
			x.text = s.Addr
			x.code, err = s.Data()
		case ".gopclntab", ".data.rel.ro.gopclntab":
			x.lines, err = s.Data()
		}
		if err != nil {
			return nil, fmt.Errorf("section %s: %w", s.Name, err)
		}
	}
	// Without a table of symbols nothing says where Go's code begins; then blocks have no names.
	symbols, _ := f.Symbols()
	for _, s := range symbols {
		if s.Name == "runtime.text" {
			x.start = s.Value
		}
	}
	x.order = map[elf.Machine]decoder{elf.EM_X86_64: amd64, elf.EM_AARCH64: arm64}[f.Machine]
	return x, nil
}

func readMacho(f *macho.File) (*image, error) {
	x := &image{}
	for _, s := range f.Sections {
		var err error
		switch s.Name {
		case "__go_fuzzcntrs":
			x.begin, x.end = s.Addr, s.Addr+s.Size
		case "__text":
			x.text = s.Addr
			x.code, err = s.Data()
		case "__gopclntab":
			x.lines, err = s.Data()
		}
		if err != nil {
			return nil, fmt.Errorf("section %s: %w", s.Name, err)
		}
	}
	if f.Symtab != nil {
		for _, s := range f.Symtab.Syms {
			if s.Name == "runtime.text" || s.Name == "_runtime.text" {
				x.start = s.Value
			}
		}
	}
	x.order = map[macho.Cpu]decoder{macho.CpuAmd64: amd64, macho.CpuArm64: arm64}[f.Cpu]
	return x, nil
}

// uses gives for each counter the address of the first instruction that reads it.
func (x *image) uses() map[uint64]uint64 {
	if x.order == nil || x.start == 0 || len(x.lines) == 0 {
		return nil
	}
	found := map[uint64]uint64{}
	x.order(x.code, x.text, func(at, address uint64) {
		if _, known := found[address]; !known && address >= x.begin && address < x.end {
			found[address] = at
		}
	})
	return found
}

// A decoder visits what may be a byte's load from a fixed address: where it stands and which address it reads. Of other
// instructions only those matter that look the same by chance; they hardly ever point at a counter.
type decoder = func(code []byte, text uint64, visit func(at, address uint64))

// amd64 finds MOVZX r32, byte [RIP+d] (0F B6 /r) and CMP byte [RIP+d], imm8 (80 /7 ib).
func amd64(code []byte, text uint64, visit func(at, address uint64)) {
	for i := 0; i+7 <= len(code); i++ {
		const size = 7
		var op int
		switch {
		case code[i] == 0x0f && code[i+1] == 0xb6 && code[i+2]&0xc7 == 0x05:
			op = i + 3
		case code[i] == 0x80 && code[i+1] == 0x3d:
			op = i + 2
		default:
			continue
		}
		distance := int64(int32(binary.LittleEndian.Uint32(code[op:])))
		at := text + uint64(i)
		visit(at, at+uint64(size)+uint64(distance))
	}
}

// arm64 finds ADRP Xn, page followed by LDRB Wt, [Xn, #offset].
func arm64(code []byte, text uint64, visit func(at, address uint64)) {
	for i := 0; i+8 <= len(code); i += 4 {
		adrp, load := binary.LittleEndian.Uint32(code[i:]), binary.LittleEndian.Uint32(code[i+4:])
		if adrp&0x9f000000 != 0x90000000 || load&0xffc00000 != 0x39400000 || load>>5&31 != adrp&31 {
			continue
		}
		pages := int64(int32(adrp<<8))>>13<<2 | int64(adrp>>29&3)
		at := text + uint64(i)
		visit(at, at&^0xfff+uint64(pages<<12)+uint64(load>>10&0xfff))
	}
}
