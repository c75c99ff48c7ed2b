#include "server/events/table/event_table.h"
