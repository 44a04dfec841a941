package gocover

import (
	"context"
	"encoding/binary"
)

// Weight is what a running program holds, without what serves the counters.
type Weight struct {
	Goroutines int
	Bytes      int64
	Life       uint64 // tells one process of the program from the next
}

// Glance asks what the program held when it collected garbage last.
func (m *Meter) Glance(ctx context.Context) (Weight, error) { return m.weight(ctx, 'g') }

// Weigh asks what it holds when it has collected all garbage, and has it do so.
func (m *Meter) Weigh(ctx context.Context) (Weight, error) { return m.weight(ctx, 'w') }

func (m *Meter) weight(ctx context.Context, how byte) (Weight, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	const size = 8 + 8
	var w Weight
	err := m.connected(ctx, "weigh the service", func() error {
		if err := m.ask(ctx, how, size); err != nil {
			return err
		}
		if len(m.answer) != size {
			return errBroken
		}
		w.Goroutines = int(int64(binary.LittleEndian.Uint64(m.answer)))
		w.Bytes = int64(binary.LittleEndian.Uint64(m.answer[8:]))
		w.Life = m.born
		return nil
	})
	return w, err
}
