# sonde: `make demo` shows it, `make test` tests it. `make help` lists the rest.

PREFIX ?= /usr/local
SWIFT_BUILD_RELEASE = swift build -c release --static-swift-stdlib --product sonde

.PHONY: help demo test bench format lint install clean

help:
	@echo "make demo      build sonde, get a Go service stuck, and ask why"
	@echo "make test      set up, check the format, run every test"
	@echo "make bench     speed and memory, side by side with Delve (BENCH_MILLION=1 adds 1,000,000 goroutines)"
	@echo "make format    format the sources in place"
	@echo "make install   install the release build into PREFIX ($(PREFIX))"
	@echo "make clean     remove what was built here"

demo:
	@scripts/demo

test:
	@scripts/set-up --tests
	@$(MAKE) --no-print-directory lint
	SWIFT_BACKTRACE=enable=no swift build --build-tests
	SWIFT_BACKTRACE=enable=no swift test --skip-build

lint:
	swift format lint --strict --recursive --parallel Package.swift Sources Tests

format:
	swift format format --in-place --recursive --parallel Package.swift Sources Tests

bench:
	@scripts/set-up
	$(SWIFT_BUILD_RELEASE)
	@scripts/bench

install:
	@scripts/set-up
	$(SWIFT_BUILD_RELEASE)
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -m 755 "$$(swift build -c release --static-swift-stdlib --show-bin-path)/sonde" "$(DESTDIR)$(PREFIX)/bin/sonde"

clean:
	swift package clean
