package org.fragaria.testsupport;

import java.util.List;

/**
 * Addresses of all pages that {@link VillageData} holds, without the leading slash: what the tests that look at every page
 * walk through. A room that adds a page adds its address here.
 */
public final class Addresses {

    private static final String LONG_TEXT = "?text=Once+upon+a+time+there+was+a+fox";

    private Addresses() {}

    /** Every kind of page, in every state that looks different. */
    public static List<String> all() {
        return List.of(
                "",
                "village",
                "village/res-300",
                "village/2-res-300",
                "village/2-res-300?token=nosuchtoken",
                "village/2-res-300?map=1&colour=density&find=straw",
                "village/2-res-300?map=1&density=all&lasso=-0.1,-0.1,0.5,-0.1,0.5,1.1,-0.1,1.1",
                "village/2-res-300?max=1000000000",
                "compare",
                "compare?a=village/2-res-300/7&b=village/2-res-300/8",
                "compare?a=tiny/1-random-48/5&b=tiny/1-random-48/6&text=Once+upon+a+time",
                "compare/sources",
                "compare/sources?a=tiny/1-random-48&b=tiny/1-random-48&text=Once+upon+a+time",
                "village/2-res-300/7",
                "village/2-res-300/7?show=snippet",
                "village/2-res-300/7?show=full",
                "village/2-res-300/16",
                VillageData.LIVE + "/5" + LONG_TEXT,
                VillageData.LIVE + "/5?text=Once+upon+a+time&text=there+was",
                "tiny/tokens?text=Once+upon+a+time",
                "jump",
                VillageData.LIVE + "/5/steer",
                VillageData.LIVE + "/5/steer?prompt=Once+upon+a+time&strength=2&tokens=12",
                "village/steer",
                "tiny/steer",
                "tiny/steer?prompt=Once+upon+a+time&change=1-random-48/5+add+2&change=1-random-48/6+ablate+all+off&tokens=12",
                "tiny/steer?prompt=Once+upon+a+time&change=1-random-48/5&add=nosuchtoken&edit=true",
                "tiny/steer/dose",
                "tiny/steer/dose?prompt=Once+upon+a+time&feature=1-random-48/5&seeds=2&tokens=6&strengths=0+1+2&count=regex"
                        + "&find=e&instruction=Say+e.",
                "tiny/vectors",
                "demos",
                "demos/new",
                "tiny/steer/effect",
                "tiny/steer/effect?text=Once+upon+a+time&feature=1-random-48/5&token=3",
                "search",
                "search?q=strawberry",
                "search?q=nosuchtoken",
                "search?q=strawberry&in=token&lookup=0.9",
                "search?q=Once+upon+a+time&in=text",
                "search?q=Once+upon+a+time&in=text&view=tokens&density=0.5",
                "village/2-res-300/7/explanations",
                "explanations/methods",
                "lists",
                "lists/add?feature=village/2-res-300/7",
                "bookmarks",
                "account?key=show",
                "resources",
                "about/features?text=Once+upon+a+time",
                "village/2-res-300/7/embed",
                "village/2-res-300/7?embed=true",
                "quick-list?name=Two&features=%5B%7B%22modelId%22%3A%22village%22%2C%22layer%22%3A%222-res-300%22%2C%22index%22"
                        + "%3A%227%22%7D%5D",
                "village/2-res-300/16/explanations",
                VillageData.LIVE + "/5?embed=true&defaulttesttext=Once+upon+a+time",
                "-/problems/invalid",
                "village/2-res-300/9999",
                "search?colour=red");
    }
}
