# make run     install what is missing, build, and run everything
# make test    install what is missing, build, and run every test
# Each target does its own set-up on a fresh Debian 12; installing asks for root (or sudo).

BUILD_PACKAGES = g++ cmake ninja-build ccache mold libboost1.81-dev libboost-json1.81-dev \
	libboost-url1.81-dev libboost-program-options1.81-dev libspdlog-dev libfmt-dev libsqlite3-dev
TEST_PACKAGES = git libgtest-dev libgmock-dev libbenchmark-dev python3 python3-pika python3-pytest \
	sqlite3 clang-format
configure-all = cmake --preset release -DLEVERET_TESTS=ON -DLEVERET_BENCH=ON
SUDO = $(shell [ "$$(id -u)" = 0 ] || echo sudo)
export CCACHE_SLOPPINESS = pch_defines,time_macros

.PHONY: build run test bench format clean build-packages test-packages

# Tests and benchmarks need more packages than the binary.
build: build-packages
	cmake --preset release -DLEVERET_TESTS=OFF -DLEVERET_BENCH=OFF
	cmake --build --preset release

run: build
	build/leveret serve

test: build-packages test-packages
	$(configure-all)
	cmake --build --preset release
	ctest --test-dir build --output-on-failure -j 2
	/usr/bin/python3 -m pytest -q tests/interop

bench: build-packages test-packages
	$(configure-all)
	cmake --build --preset release
	bench/run.sh

format: test-packages
	git ls-files -z '*.hpp' '*.cpp' | xargs -0 clang-format -i

clean:
	rm -rf build

# Installs those of the named packages that are not there; says so, because it takes a while.
define install
	@missing=$$(for p in $(1); do dpkg -s $$p >/dev/null 2>&1 || echo $$p; done); \
	if [ -n "$$missing" ]; then \
		echo "Installing with apt:" $$missing; \
		$(SUDO) apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y --no-install-recommends $$missing; \
	fi
endef

build-packages:
	$(call install,$(BUILD_PACKAGES))

test-packages:
	$(call install,$(TEST_PACKAGES))
