package gocover

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"net"
	"sync"
	"time"
)

// Meter reads the counters of one running program. It may be used from many goroutines.
type Meter struct {
	Blocks           Blocks
	Network, Address string // where the program listens
	// Process gives the number that the program's process has on this machine, if it is on this machine; 0: unknown. It is for programs
	// whose address does not tell, and may be nil. Only a process that runs the file Program is taken for it.
	Process func(ctx context.Context) int
	Program string

	mu     sync.Mutex
	conn   net.Conn
	in     *bufio.Reader
	direct *direct // nil: the counters are asked for
	born   uint64  // tells the process that is connected from others
	answer []byte
	noise  []bool // of the blocks that run without a request
}

// patience bounds one reading of the counters.
const patience = 5 * time.Second

// greeting is what the added file says first, before the number of counters, their address and when the process began.
const greeting = "contravene 3\n"

// Reached gives a hash of each block that has run since the last reading, and clears the counters.
func (m *Meter) Reached(ctx context.Context) ([]uint64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var hashes []uint64
	err := m.read(ctx, func(counter int, count byte) {
		if m.noise == nil || !m.noise[counter] {
			hashes = append(hashes, m.Blocks.hash(counter, bits.Len8(count)))
		}
	})
	return hashes, err
}

// windows are how many readings learn what runs by itself.
const windows = 4

// Calm learns which blocks run without a request, and leaves them out from then on. It gives how many it has learned.
func (m *Meter) Calm(ctx context.Context, d time.Duration) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.noise == nil {
		m.noise = make([]bool, m.Blocks.Len())
	}
	learned := 0
	// What ran before is due to requests, and is thrown away.
	for window := range windows + 1 {
		if window > 0 {
			select {
			case <-time.After(d / windows):
			case <-ctx.Done():
				return learned, ctx.Err()
			}
		}
		err := m.read(ctx, func(counter int, _ byte) {
			if window > 0 && !m.noise[counter] {
				m.noise[counter] = true
				learned++
			}
		})
		if err != nil {
			return learned, err
		}
	}
	return learned, nil
}

// Close ends the connection. The meter can still be used.
func (m *Meter) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.hangUp()
}

func (m *Meter) hangUp() error {
	if m.conn == nil {
		return nil
	}
	err := m.conn.Close()
	if m.direct != nil {
		m.direct.close()
	}
	m.conn, m.in, m.direct = nil, nil, nil
	return err
}

// read visits the counters that are not zero.
func (m *Meter) read(ctx context.Context, visit func(counter int, count byte)) error {
	visit = m.known(visit)
	return m.connected(ctx, "read the coverage of the service", func() error {
		if m.direct != nil {
			return m.direct.read(visit)
		}
		if err := m.ask(ctx, '?', 5*m.Blocks.Len()); err != nil { // no distance takes more than four bytes beside the count
			return err
		}
		return m.visit(visit)
	})
}

// connected does something with the program. A connection on which something went wrong is not used again.
func (m *Meter) connected(ctx context.Context, what string, do func() error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	err := m.dial(ctx)
	if err == nil {
		err = do()
	}
	cause := ctx.Err()
	if err != nil || cause != nil {
		// The context may end the connection a moment later.
		_ = m.hangUp()
	}
	switch {
	case err == nil:
		return nil
	case cause != nil:
		return cause
	}
	return fmt.Errorf("%s: %w", what, unplaced(err))
}

// unplaced takes the address out of an error, which differs from run to run.
func unplaced(err error) error {
	var op *net.OpError
	if errors.As(err, &op) {
		return fmt.Errorf("%s: %w", op.Op, op.Err)
	}
	return err
}

func (m *Meter) dial(ctx context.Context) error {
	if m.conn != nil {
		return nil
	}
	dialer := net.Dialer{Timeout: patience}
	c, err := dialer.DialContext(ctx, m.Network, m.Address)
	if err != nil {
		return err
	}
	m.conn, m.in = c, bufio.NewReaderSize(c, 32<<10)
	stop, err := m.bound(ctx)
	if err != nil {
		return err
	}
	defer stop()
	return m.greet(ctx)
}

// greet reads what the program says first.
func (m *Meter) greet(ctx context.Context) error {
	said, numbers := make([]byte, len(greeting)), make([]byte, 4+8+8)
	errOther := errors.New("what listens there is not the program that was built")
	if _, err := io.ReadFull(m.in, said); err != nil {
		return err
	}
	if string(said) != greeting {
		return errOther
	}
	if _, err := io.ReadFull(m.in, numbers); err != nil {
		return err
	}
	if int(binary.LittleEndian.Uint32(numbers)) != m.Blocks.Len() {
		return errOther
	}
	m.born = binary.LittleEndian.Uint64(numbers[12:])
	m.direct = openDirect(m.process(ctx), binary.LittleEndian.Uint64(numbers[4:]), m.Blocks.Len())
	return nil
}

// process is the number of the program's process, 0 where it is unknown.
func (m *Meter) process(ctx context.Context) int {
	if pid := processOf(m.conn); pid != 0 || m.Process == nil {
		return pid
	}
	if pid := m.Process(ctx); runs(pid, m.Program) {
		return pid
	}
	return 0
}

// known leaves out the counters of nobody's code.
func (m *Meter) known(visit func(counter int, count byte)) func(int, byte) {
	return func(counter int, count byte) {
		if m.Blocks.names[counter] != "" {
			visit(counter, count)
		}
	}
}

// bound ends what the connection does when the context or the patience does.
func (m *Meter) bound(ctx context.Context) (stop func() bool, err error) {
	c := m.conn
	if err := c.SetDeadline(time.Now().Add(patience)); err != nil {
		return nil, err
	}
	return context.AfterFunc(ctx, func() { _ = c.SetDeadline(time.Unix(1, 0)) }), nil
}

// ask has the program answer, with so many bytes at most.
func (m *Meter) ask(ctx context.Context, what byte, most int) error {
	stop, err := m.bound(ctx)
	if err != nil {
		return err
	}
	defer stop()
	if _, err := m.conn.Write([]byte{what}); err != nil {
		return err
	}
	var size [4]byte
	if _, err := io.ReadFull(m.in, size[:]); err != nil {
		return err
	}
	n := int(binary.LittleEndian.Uint32(size[:]))
	if n > most {
		return errBroken
	}
	if n > cap(m.answer) {
		m.answer = make([]byte, n)
	}
	m.answer = m.answer[:n]
	_, err = io.ReadFull(m.in, m.answer)
	return err
}

var errBroken = errors.New("the answer does not fit the program that was built")

func (m *Meter) visit(visit func(counter int, count byte)) error {
	counter := uint64(0)
	for rest := m.answer; len(rest) > 0; {
		distance, n := binary.Uvarint(rest)
		if n <= 0 || n == len(rest) || distance >= uint64(m.Blocks.Len()) {
			return errBroken
		}
		counter += distance
		if counter >= uint64(m.Blocks.Len()) {
			return errBroken
		}
		visit(int(counter), rest[n])
		rest = rest[n+1:]
	}
	return nil
}
