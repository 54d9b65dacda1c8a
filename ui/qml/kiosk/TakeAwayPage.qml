import QtQuick
import "../components"

// Paper, a sealed code, the staff, or nothing: then everything is erased.
StationPage {
    id: page

    required property QtObject home
    required property bool reported
    readonly property bool something: !home.empty || reported
    readonly property bool sealed: visit.code !== ""

    title: qsTr("What would you like to take along?")
    sentence: page.something ? qsTr("Choose, or simply finish. Everything here is erased then.") : ""
    aloud: page.sealed ? qsTr("Your code is %1.").arg(page.visit.code.split("").join(" ")) : ""

    EmptyState {
        visible: !page.something
        width: parent.width
        iconName: "circle-check"
        sentence: qsTr("Nothing was measured. You can simply finish.")
    }

    VisitReadings {
        visible: !page.home.empty && !(page.abreast && page.sealed)
        width: parent.width
        home: page.home
        wide: page.abreast
    }

    SealedCard {
        visible: page.sealed
        width: parent.width
        visit: page.visit
        wide: page.abreast
    }

    Grid {
        id: ways

        readonly property real share: (width - (columns - 1) * spacing) / columns
        readonly property int offered: (paper.visible ? 1 : 0) + (seal.visible ? 1 : 0) + (hand.visible ? 1 : 0)

        visible: page.something
        width: parent.width
        columns: page.abreast ? Math.max(1, offered) : 1
        spacing: Theme.spaceL

        ChoiceTile {
            id: seal

            objectName: "seal"
            visible: !page.sealed && !page.home.empty
            width: ways.share
            upright: page.abreast
            iconName: "download"
            text: qsTr("A code for my phone")
            about: qsTr("Locked; you get eight characters to open it")
            enabled: !page.visit.working
            onClicked: page.visit.seal()
        }

        ChoiceTile {
            id: paper

            objectName: "print"
            visible: !page.sealed || page.visit.paperReady
            width: ways.share
            upright: page.abreast
            iconName: "printer"
            text: qsTr("Print it")
            about: page.visit.paperReady ? qsTr("One page, to take to a doctor") : page.visit.paperTrouble
            enabled: page.visit.paperReady && !page.visit.working
            onClicked: page.visit.printSheet()
        }

        ChoiceTile {
            id: hand

            objectName: "hand-over"
            visible: !page.visit.handed
            width: ways.share
            upright: page.abreast
            iconName: "users"
            text: qsTr("Give it to the staff here")
            about: qsTr("Under your number %1, without a name").arg(page.visit.number)
            enabled: !page.visit.working
            onClicked: page.visit.handOver()
        }
    }

    Notice {
        width: parent.width
        kind: "ok"
        text: page.visit.handed ? qsTr("The staff have it, under your number %1.").arg(page.visit.number) : ""
    }

    Notice {
        width: parent.width
        text: page.visit.trouble
    }

    buttons: [
        FootButton {
            objectName: "back"
            width: (parent.width - Theme.spaceM) / 2
            kind: "quiet"
            iconName: "house"
            text: qsTr("Back")
            onClicked: page.visit.choose("choose")
        },
        FootButton {
            objectName: "erase"
            width: (parent.width - Theme.spaceM) / 2
            kind: "primary"
            iconName: "check"
            text: qsTr("Finish and erase")
            onClicked: page.visit.finish()
        }
    ]
}
