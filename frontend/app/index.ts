// The front end begins here: one mount function per data attribute. Pages are whole without it.
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/layout.css";
import "./styles/strip.css";
import "./styles/chart.css";
import "./styles/part.css";
import "./styles/home.css";
import "./styles/collection.css";
import "./styles/print.css";

import { mountCard } from "./feature/card";
import { mountExamples } from "./feature/layout";
import { mountTest } from "./feature/test";
import { mountBuilding } from "./home/building";
import { mountLights } from "./home/lights";
import { mountAll } from "./lib/dom";
import { mountKeys } from "./lib/keys";
import { mountTheme } from "./lib/theme";
import { mountBuilder } from "./share/builder";
import { mountSteer } from "./steering/stream";
import { mountStrength } from "./steering/strength";

mountAll("data-theme-toggle", mountTheme);
mountAll("data-examples", mountExamples);
mountAll("data-test", mountTest);
mountAll("data-steer", mountSteer);
mountAll("data-max", mountStrength);
mountAll("data-lights", mountLights);
mountAll("data-building", mountBuilding);
mountAll("data-builder", mountBuilder);
mountCard();
mountKeys();
