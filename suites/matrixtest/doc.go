// Package matrixtest proves the planted-bug matrix on the shop: as a handler in this process, and in a container.
//
// It is a leaf of its own, so that nobody else's tests compile a container engine. A commit proves the matrix on few seeds
// and a small budget; the nightly run passes more of both:
//
//	go test ./suites/matrixtest -matrix.seeds=10 -matrix.container-every=1 -matrix.budget=normal -timeout=150m
package matrixtest
