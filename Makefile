# The verbs of this repository; `make help` lists them.

PREFIX ?= /usr/local
DESTDIR ?=
RELEASE = swift build -c release --static-swift-stdlib --product sonde
SOURCES = Sources Tests Fuzz/Sources Package.swift Fuzz/Package.swift

.PHONY: help build demo test differential fuzz bench zoo format lint install clean set-up

help: ## list the verbs
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r verb what; do \
		printf '  make %-12s %s\n' "$$verb" "$$what"; done

set-up: ## install what building sonde needs, if it is missing
	@scripts/set-up demo

build: set-up ## build sonde for use, as one file
	$(RELEASE)

demo: build ## see sonde find out why a program hangs
	@scripts/demo "$$($(RELEASE) --show-bin-path)/sonde"

test: ## install what the tests need, check the format and run all tests
	@scripts/set-up tests
	swift format lint --strict -r --configuration .swift-format $(SOURCES)
	@scripts/run-tests

differential: build ## compare 2,000 random profile reports with pprof's, and dumps of all traces with Go's
	@scripts/set-up tests
	SONDE="$$($(RELEASE) --show-bin-path)/sonde" SONDE_DIFFERENTIAL="$${SONDE_DIFFERENTIAL:-2000}" \
		SONDE_TRACE_MATRIX=1 SONDE_TRACE_MUTATIONS="$${SONDE_TRACE_MUTATIONS:-2000}" SWIFT_BACKTRACE=enable=no \
		swift test --filter "PprofDifferentialTests|TraceDumpTests|TruncatedTraceTests|MutatedTraceTests"

fuzz: set-up ## fuzz every reader of untrusted input, ten minutes each
	@scripts/fuzz all 600

bench: build ## measure sonde beside Delve, pprof, go tool trace, strace and perf, and what looking costs a busy program
	@scripts/bench/goroutines "$$($(RELEASE) --show-bin-path)/sonde"
	@scripts/bench/busy "$$($(RELEASE) --show-bin-path)/sonde"
	@scripts/bench/profiles "$$($(RELEASE) --show-bin-path)/sonde"
	@scripts/bench/traces "$$($(RELEASE) --show-bin-path)/sonde"
	@scripts/bench/activity "$$($(RELEASE) --show-bin-path)/sonde"
	@scripts/bench/compiler "$$($(RELEASE) --show-bin-path)/sonde"
	@scripts/bench/pages "$$($(RELEASE) --show-bin-path)/sonde"

zoo: build ## measure how often sonde is right on programs with one known fault each; takes half an hour
	@scripts/zoo --sonde "$$($(RELEASE) --show-bin-path)/sonde"

format: ## format all Swift and Go sources
	swift format -i -r --configuration .swift-format $(SOURCES)
	"$$(dirname "$$(scripts/go-toolchain)")/gofmt" -w Zoo Fuzz/program Benchmarks Tests/Oracles

lint: ## check the format of all Swift sources
	swift format lint --strict -r --configuration .swift-format $(SOURCES)

install: build ## install sonde under PREFIX (default /usr/local)
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -m 755 "$$($(RELEASE) --show-bin-path)/sonde" "$(DESTDIR)$(PREFIX)/bin/sonde"
	-strip "$(DESTDIR)$(PREFIX)/bin/sonde"

clean: ## remove what was built
	rm -rf .build Fuzz/.build
